package io.kaizen.config.cli;

import io.kaizen.config.settings.SettingsException;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.trace.CallFrame;
import io.kaizen.exec.trace.CallTracer;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.json.TraceJson;
import io.kaizen.journal.replay.Replay;
import io.kaizen.journal.replay.TransactionTrace;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * {@code replay --trace}: one transaction, executed again at its place.
 *
 * @param agrees whether status and gas came out as the receipt says
 */
record ReplayTrace(TransactionTrace.Location at, CallFrame frame, boolean agrees, String verdict) {
    private static final long JSON_BYTES_MAX = 1L << 30;

    /**
     * @throws SettingsException where the chain has no such transaction
     */
    static ReplayTrace of(JournalFolder journal, Hash transaction, PrintWriter err) {
        TransactionTrace trace =
                new TransactionTrace(
                        journal.chain(), journal.order(), journal.plan(Replay.Senders.TRUSTED, 1));
        TransactionTrace.Location at;
        try (Progress progress = Progress.of("look", "blocks", journal.chain().height(), err)) {
            at = trace.find(transaction, progress::stepTo);
        }
        if (at == null) {
            throw new SettingsException(
                    "no transaction " + transaction + " in the chain; a void one leaves no trace");
        }
        CallTracer tracer = new CallTracer(Set.of(CallTracer.Option.WITH_LOG));
        Executed executed = trace.run(at, tracer);
        Receipt receipt = journal.chain().recorded(at.block()).block().receipts().get(at.index());
        boolean agrees =
                executed.succeeded() == receipt.succeeded()
                        && executed.gasUsed() == receipt.gasUsed()
                        && executed.logs().equals(receipt.logs());
        String verdict =
                "transaction %s: block %d, index %d, %s, gas used %s; %s"
                        .formatted(
                                transaction,
                                at.block(),
                                at.index(),
                                executed.succeeded() ? "succeeded" : "failed",
                                Long.toUnsignedString(executed.gasUsed()),
                                agrees
                                        ? "as its receipt says"
                                        : "its receipt DIFFERS: gas used "
                                                + Long.toUnsignedString(receipt.gasUsed()));
        return new ReplayTrace(at, tracer.result(), agrees, verdict);
    }

    /** What geth's callTracer gives. */
    String json() {
        Json json = new Json(1, 1);
        return new String(
                json.write(TraceJson.callFrame(frame), JSON_BYTES_MAX), StandardCharsets.UTF_8);
    }

    String text() {
        return verdict + "\n" + CallTree.of(frame);
    }
}
