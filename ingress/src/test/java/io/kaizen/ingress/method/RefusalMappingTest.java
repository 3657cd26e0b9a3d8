package io.kaizen.ingress.method;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.ingress.RpcFixture;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.Refusal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RefusalMappingTest {
    private static RpcFixture rpc;

    @BeforeAll
    static void start() {
        rpc = new RpcFixture();
    }

    @AfterEach
    void admitAgain() {
        rpc.ledger.refuse(null);
    }

    @AfterAll
    static void stop() {
        rpc.close();
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyRefusalKeepsItsWordsAndOnlyWhatPassesAsksToComeBack(Refusal reason) {
        String words = "words for " + reason;
        rpc.ledger.refuse(new Admission.Refused(reason, words, null));
        String expected =
                (reason == Refusal.BUSY || reason == Refusal.DISK_LOW ? "-32005 " : "-32000 ")
                        + words;
        String raw = "[\"" + RpcFixture.transfer(0).hex() + "\"]";
        assertEquals(expected, rpc.error("eth_sendRawTransaction", raw));
        assertEquals(expected, rpc.error("eth_sendRawTransactionSync", raw));
        assertEquals(
                expected,
                rpc.error(
                        "eth_sendTransaction",
                        "[{\"from\":\"%s\",\"to\":\"%s\",\"gas\":\"0x5208\"}]"
                                .formatted(RpcFixture.SENDER, RpcFixture.OTHER)));
    }

    @Test
    void aLowNonceIsWordedAsGethWordsIt() {
        rpc.sendTransfer(0, Bytes.EMPTY);
        assertEquals(
                "-32000 nonce too low: next nonce 1, tx nonce 0",
                rpc.error("eth_sendRawTransaction", "[\"" + RpcFixture.transfer(0).hex() + "\"]"));
    }

    @Test
    void bytesThatAreNoTransactionAreRefused() {
        assertEquals(
                "-32000 empty transaction bytes", rpc.error("eth_sendRawTransaction", "[\"0x\"]"));
        assertEquals(
                "-32000 transaction type not supported: 0x7f",
                rpc.error("eth_sendRawTransaction", "[\"0x7f01\"]"));
    }

    @Test
    void aForeignAccountIsNotSignedFor() {
        assertEquals(
                "-32000 unknown account",
                rpc.error(
                        "eth_sendTransaction", "[{\"from\":\"%s\"}]".formatted(RpcFixture.OTHER)));
    }
}
