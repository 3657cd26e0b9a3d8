package io.kaizen.ingress.rpc;

import io.kaizen.ingress.json.JsonBody;
import io.kaizen.journal.chain.RecordDamageException;
import io.kaizen.journal.index.IndexDamageException;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.AdmissionReply;
import io.kaizen.pipeline.intake.Intake;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has become of one call so far. Written by the running thread, except the verdict on its
 * transaction, which comes from any thread and at most once; read by one other when its payload is
 * settled.
 */
final class Outcome extends AtomicReference<@Nullable Admission> implements AdmissionReply {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Outcome.class);

    private final transient RpcCall call;
    private final transient Runnable onSettled;
    private final transient long beganNs = System.nanoTime();
    private transient @Nullable RpcError error;
    private transient @Nullable Reply reply;

    /**
     * @param onSettled run once, when what was not there at once has come
     */
    Outcome(RpcCall call, Runnable onSettled) {
        this.call = call;
        this.onSettled = onSettled;
    }

    RpcCall call() {
        return call;
    }

    /** The call failed. */
    void fail(RpcError why) {
        error = why;
    }

    /** The handler's reply; what is not there yet is begun or followed. */
    void reply(Reply value) {
        reply = value;
        switch (value) {
            case Reply.Value _ -> {}
            case Reply.Later later -> {
                var _ = later.reply().whenComplete((done, failed) -> onSettled.run());
            }
            case Reply.Submission submission -> submit(submission);
        }
    }

    private void submit(Reply.Submission submission) {
        try {
            submission.submit(this);
        } catch (RuntimeException defect) {
            fail(errorOf(defect));
            complete(Intake.NOT_ACCEPTING);
        }
    }

    @Override
    public boolean complete(Admission verdict) {
        boolean first = compareAndSet(null, verdict);
        if (first) {
            onSettled.run();
        }
        return first;
    }

    /** When the call was read, by {@link System#nanoTime}. */
    long beganNs() {
        return beganNs;
    }

    /** Why the call failed, or null where it did not. */
    @Nullable RpcError error() {
        return error;
    }

    /**
     * The result, once everything has come.
     *
     * @throws RuntimeException for a failure that came later
     */
    JsonBody body() {
        return switch (reply) {
            case null -> JsonBody.NULL;
            case Reply.Value value -> value.body();
            case Reply.Later later -> joined(later.reply());
            case Reply.Submission submission -> submission.answer(verdict());
        };
    }

    private Admission verdict() {
        Admission verdict = get();
        if (verdict == null) {
            throw new IllegalStateException("an answer before the verdict");
        }
        return verdict;
    }

    private static JsonBody joined(CompletableFuture<Reply> reply) {
        try {
            return switch (reply.join()) {
                case Reply.Value done -> done.body();
                case Reply.Later _, Reply.Submission _ ->
                        throw new IllegalStateException("a later reply gave a later reply");
            };
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** What a failure says to the client. */
    RpcError errorOf(Throwable failure) {
        if (failure instanceof RpcException refused) {
            return refused.error();
        }
        LOG.error("method {} failed", call.name(), failure);
        if (failure instanceof RecordDamageException || failure instanceof IndexDamageException) {
            return RpcError.server(failure.getMessage());
        }
        return new RpcError(RpcError.INTERNAL, "internal error");
    }
}
