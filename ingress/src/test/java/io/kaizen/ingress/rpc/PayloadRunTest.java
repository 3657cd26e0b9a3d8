package io.kaizen.ingress.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.ingress.RpcFixture;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.limit.Lanes;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.AdmissionReply;
import io.kaizen.pipeline.intake.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Verdicts in any order and from any thread: one answer, in the calls' order, handed over once. */
final class PayloadRunTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());

    private final Lanes lanes = new Lanes(RpcLimits.DEFAULT.work());

    /** The transactions on their way, in the order of their calls. */
    private final List<AdmissionReply> pending = new ArrayList<>();

    /** What the transport's thread would do next. */
    private final Queue<Runnable> transport = new ArrayDeque<>();

    private final List<CompletableFuture<Reply>> receipts = new ArrayList<>();
    private final JsonRpcDispatcher dispatcher =
            new JsonRpcDispatcher(
                    new MethodTable()
                            .add(
                                    List.of(
                                            submitted(),
                                            new RpcMethod(
                                                    "test_later",
                                                    Lane.INSTANT,
                                                    0,
                                                    (params, exchange) -> later()))),
                    lanes,
                    RpcLimits.DEFAULT.wire(),
                    new Json(64, 100_000));

    private RpcMethod submitted() {
        return new RpcMethod(
                "test_submit",
                Lane.INSTANT,
                1,
                RpcMethod.FirstArgument.DATA,
                (params, exchange) ->
                        new Reply.Submission() {
                            @Override
                            public void submit(AdmissionReply reply) {
                                if (params.data(0).isEmpty()) {
                                    throw new IllegalStateException("a defect");
                                }
                                pending.add(reply);
                            }

                            @Override
                            public JsonBody answer(Admission verdict) {
                                return switch (verdict) {
                                    case Admission.Accepted taken -> out -> out.data(taken.hash());
                                    case Admission.Refused refused ->
                                            throw RpcError.server(refused.message()).exception();
                                };
                            }
                        });
    }

    private Reply later() {
        CompletableFuture<Reply> receipt = new CompletableFuture<>();
        receipts.add(receipt);
        return new Reply.Later(receipt);
    }

    @AfterEach
    void stop() {
        lanes.close();
    }

    private CompletableFuture<byte[]> dispatch(String text) {
        return dispatcher.dispatch(
                text.getBytes(StandardCharsets.UTF_8), new Exchange(null, transport::add));
    }

    private static String batch(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> RpcFixture.request(i, "test_submit", "[\"0x%02x\"]".formatted(i)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static JsonNode parse(CompletableFuture<byte[]> answer) {
        return RpcFixture.parse(answer.orTimeout(10, TimeUnit.SECONDS).join());
    }

    private static Hash hash(int i) {
        return Hash.keccak(new byte[] {(byte) i});
    }

    @Test
    void theLastVerdictHandsTheAnswerToTheTransportOnce() {
        CompletableFuture<byte[]> answer = dispatch(batch(3));
        pending.get(2).complete(new Admission.Accepted(hash(2)));
        pending.get(0).complete(new Admission.Refused(Refusal.POOL_FULL, "full", null));
        assertTrue(transport.isEmpty(), "an answer before the last verdict");
        pending.get(1).complete(new Admission.Accepted(hash(1)));
        assertEquals(1, transport.size());
        assertFalse(answer.isDone(), "written on the thread of the verdict");
        transport.remove().run();
        JsonNode answers = parse(answer);
        assertEquals("-32000 full", RpcFixture.errorOf(answers.get(0)));
        assertEquals(hash(1).hex(), answers.get(1).get("result").asText());
        assertEquals(hash(2).hex(), answers.get(2).get("result").asText());
    }

    @Test
    void theFirstOfTwoVerdictsCounts() {
        CompletableFuture<byte[]> answer = dispatch(batch(2));
        pending.get(0).complete(new Admission.Accepted(hash(0)));
        pending.get(0).complete(new Admission.Refused(Refusal.NOT_ACCEPTING, "ended", null));
        assertTrue(transport.isEmpty(), "one call's verdict was taken for two");
        pending.get(1).complete(new Admission.Refused(Refusal.NOT_ACCEPTING, "ended", null));
        pending.get(1).complete(new Admission.Accepted(hash(1)));
        assertEquals(1, transport.size());
        transport.remove().run();
        JsonNode answers = parse(answer);
        assertEquals(hash(0).hex(), answers.get(0).get("result").asText());
        assertEquals("-32000 ended", RpcFixture.errorOf(answers.get(1)));
    }

    @Test
    void aLargeBatchIsWrittenByTheAnswerThread() {
        CompletableFuture<byte[]> answer = dispatch(batch(200));
        for (int i = 0; i < 200; i++) {
            pending.get(i).complete(new Admission.Accepted(hash(i)));
        }
        assertEquals(200, parse(answer).size());
        assertTrue(transport.isEmpty());
    }

    @Test
    void aLaterReplyAndAVerdictAreWaitedForAlike() {
        CompletableFuture<byte[]> answer =
                dispatch(
                        "["
                                + RpcFixture.request(1, "test_later", "[]")
                                + ","
                                + RpcFixture.request(2, "test_submit", "[\"0x01\"]")
                                + ","
                                + RpcFixture.request(3, "test_later", "[]")
                                + "]");
        receipts.get(1).completeExceptionally(RpcError.server("late").exception());
        pending.getFirst().complete(new Admission.Accepted(hash(1)));
        assertTrue(transport.isEmpty());
        receipts.get(0).complete(Reply.flag(true));
        transport.remove().run();
        JsonNode answers = parse(answer);
        assertTrue(answers.get(0).get("result").asBoolean());
        assertEquals(hash(1).hex(), answers.get(1).get("result").asText());
        assertEquals("-32000 late", RpcFixture.errorOf(answers.get(2)));
    }

    @Test
    void aLedgerThatFailsFailsItsCallOnly() {
        CompletableFuture<byte[]> answer =
                dispatch(
                        "["
                                + RpcFixture.request(1, "test_submit", "[\"0x\"]")
                                + ","
                                + RpcFixture.request(2, "test_submit", "[\"0x01\"]")
                                + "]");
        pending.getFirst().complete(new Admission.Accepted(hash(1)));
        transport.remove().run();
        JsonNode answers = parse(answer);
        assertEquals("-32603 internal error", RpcFixture.errorOf(answers.get(0)));
        assertEquals(hash(1).hex(), answers.get(1).get("result").asText());
    }

    @Test
    void aTransportThatHasEndedDisturbsNobody() {
        CompletableFuture<byte[]> answer = dispatch(batch(20));
        lanes.close();
        for (AdmissionReply reply : pending) {
            reply.complete(new Admission.Accepted(hash(0)));
        }
        assertFalse(answer.isDone());
    }

    @Test
    void verdictsFromManyThreadsAreAllInTheAnswer() throws Exception {
        System.out.println("PayloadRunTest -Dkaizen.seed=" + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 50; round++) {
            pending.clear();
            CompletableFuture<byte[]> answer = dispatch(batch(100));
            List<Integer> order = new ArrayList<>(IntStream.range(0, 100).boxed().toList());
            Collections.shuffle(order, random);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                List<Integer> part = order.subList(25 * t, 25 * t + 25);
                threads.add(
                        Thread.ofPlatform()
                                .start(() ->
                                        part.forEach(i ->
                                                pending.get(i)
                                                        .complete(
                                                                new Admission.Accepted(hash(i))))));
            }
            JsonNode answers = parse(answer);
            for (int i = 0; i < 100; i++) {
                assertEquals(i, answers.get(i).get("id").asInt(), "seed " + SEED);
                assertEquals(hash(i).hex(), answers.get(i).get("result").asText(), "seed " + SEED);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
