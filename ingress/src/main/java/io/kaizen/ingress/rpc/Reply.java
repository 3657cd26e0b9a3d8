package io.kaizen.ingress.rpc;

import io.kaizen.ingress.json.JsonBody;
import io.kaizen.pipeline.intake.Admission;
import io.kaizen.pipeline.intake.AdmissionReply;
import java.util.concurrent.CompletableFuture;

/** What a method answers: now, or when something has happened. Errors are {@link RpcException}s. */
public sealed interface Reply {
    Reply NULL = new Value(JsonBody.NULL);

    /** Written after the handler returned: it must read only what the handler already holds. */
    record Value(JsonBody body) implements Reply {}

    /** Completes on any thread; nothing waits for it. */
    record Later(CompletableFuture<Reply> reply) implements Reply {}

    /**
     * A transaction to hand in, whose verdict is the answer. No future: there may be a thousand in
     * one payload.
     */
    non-sealed interface Submission extends Reply {
        /** Hands it in; called once. The verdict may be told on any thread, and at once. */
        void submit(AdmissionReply reply);

        /**
         * The answer to the verdict, on the thread that writes answers.
         *
         * @throws RpcException for a refusal
         */
        JsonBody answer(Admission verdict);
    }

    static Reply of(JsonBody body) {
        return new Value(body);
    }

    static Reply text(String value) {
        return new Value(out -> out.text(value));
    }

    static Reply flag(boolean value) {
        return new Value(out -> out.flag(value));
    }

    static Reply quantity(long value) {
        return new Value(out -> out.quantity(value));
    }
}
