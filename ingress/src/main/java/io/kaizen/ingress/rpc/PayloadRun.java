package io.kaizen.ingress.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one payload, from their start to the answer. One thread begins them all; whatever
 * completes later only counts down, and the last one hands the answer to the thread that writes it:
 * one wake-up a payload, however many calls it has.
 */
final class PayloadRun {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadRun.class);

    private final RpcCall.Payload payload;
    private final Writing writing;
    private final CompletableFuture<byte[]> answer;
    private final List<Outcome> outcomes;

    /** What is not there yet, and one for the thread that begins the calls. */
    private final AtomicInteger missing = new AtomicInteger(1);

    /**
     * How an answer is written.
     *
     * @param later runs it where its last part came on somebody else's thread
     */
    record Writing(AnswerWriter writer, Executor later) {}

    PayloadRun(RpcCall.Payload payload, Writing writing, CompletableFuture<byte[]> answer) {
        this.payload = payload;
        this.writing = writing;
        this.answer = answer;
        this.outcomes = new ArrayList<>(payload.calls().size());
        for (RpcCall call : payload.calls()) {
            outcomes.add(new Outcome(call, this::settled));
        }
    }

    /** Begins every call in its order, and writes the answer where nothing is left to wait for. */
    void run(Exchange exchange) {
        for (Outcome outcome : outcomes) {
            begin(outcome, exchange);
        }
        if (missing.decrementAndGet() == 0) {
            write();
        }
    }

    /** Answers every call with this error. */
    void refuse(RpcError why) {
        for (Outcome outcome : outcomes) {
            RpcError invalid = outcome.call().invalid();
            outcome.fail(invalid == null ? why : invalid);
        }
        write();
    }

    private void begin(Outcome outcome, Exchange exchange) {
        RpcCall call = outcome.call();
        RpcMethod method = call.method();
        if (call.invalid() != null) {
            outcome.fail(call.invalid());
        } else if (method == null) {
            outcome.fail(RpcError.methodNotFound(call.name()));
        } else {
            try {
                call.params().check(method.argumentsMax());
                Reply reply = method.handler().call(call.params(), exchange);
                if (!(reply instanceof Reply.Value)) {
                    missing.incrementAndGet();
                }
                outcome.reply(reply);
            } catch (RuntimeException | StackOverflowError e) {
                outcome.fail(outcome.errorOf(e));
            }
        }
    }

    private void settled() {
        if (missing.decrementAndGet() > 0) {
            return;
        }
        try {
            writing.later().execute(this::write);
        } catch (RejectedExecutionException e) {
            // The threads that answer have ended after the connections: nobody is left to hear it.
            LOG.debug("an answer came after the end: {}", e.toString());
        }
    }

    private void write() {
        try {
            answer.complete(writing.writer().write(outcomes, payload.isBatch()));
        } catch (RuntimeException e) {
            LOG.error("an answer could not be written", e);
            answer.complete(
                    writing.writer()
                            .failure(null, new RpcError(RpcError.INTERNAL, "internal error")));
        }
    }
}
