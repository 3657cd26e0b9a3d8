package io.kaizen.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcAnswerTest {
    private static List<RpcAnswer> read(String text, int count) throws IOException {
        return RpcAnswer.readAll(text.getBytes(StandardCharsets.UTF_8), count);
    }

    @Test
    void answersAreOrderedByTheirIds() throws IOException {
        List<RpcAnswer> answers =
                read(
                        """
                        [{"jsonrpc":"2.0","id":2,"result":{"a":[1]}},
                         {"error":{"code":-32000,"message":"full","data":{"x":1}},"id":0},
                         {"id":1,"more":[{}],"result":null}]\
                        """,
                        3);
        assertEquals("full", answers.get(0).message());
        assertNull(answers.get(0).result());
        assertTrue(answers.get(1).result().isNull());
        assertEquals("", answers.get(1).message());
        assertEquals("{\"a\":[1]}", answers.get(2).result().toString());
    }

    @Test
    void aNullBesideAResultIsNoError() throws IOException {
        RpcAnswer answer = read("{\"error\":null,\"id\":0,\"result\":\"0x1\"}", 1).getFirst();
        assertNull(answer.error());
        assertEquals("0x1", answer.result().asText());
    }

    @Test
    void whatIsNeitherResultNorErrorIsNoAnswer() {
        assertThrows(IOException.class, () -> read("{\"id\":0}", 1));
        assertThrows(IOException.class, () -> RpcAnswer.read("{\"id\":0,\"error\":null}"));
    }

    @Test
    void aLoneAnswerIsNoBatch() throws IOException {
        assertEquals("0x1", read("{\"id\":0,\"result\":\"0x1\"}", 1).getFirst().result().asText());
        assertEquals(7, RpcAnswer.read("{\"id\":7,\"result\":\"0x1\"}").id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{\"error\":{\"code\":-32600,\"message\":\"batch too large\"}}",
                "[{\"id\":0,\"result\":1}]",
                "[{\"id\":0,\"result\":1},{\"id\":0,\"result\":1}]",
                "[{\"id\":0,\"result\":1},{\"id\":2,\"result\":1}]",
                "[{\"id\":0,\"result\":1},{\"id\":-1,\"result\":1}]",
                "[{\"id\":0,\"result\":1},{\"id\":1,\"result\":1},{\"id\":2,\"result\":1}]",
                "[{\"id\":0,\"result\":1},7]",
                "[{\"id\":0,\"result\":1},{\"id\":1}]",
                "[{\"id\":0,\"result\":1},{\"id\":1,\"result\":1}"
            })
    void whatDoesNotAnswerTheBatchIsRefused(String text) {
        assertThrows(IOException.class, () -> read(text, 2));
    }
}
