package io.kaizen.config.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.RecordedBlock;
import io.kaizen.journal.replay.Damage;
import io.kaizen.journal.replay.Divergence;
import io.kaizen.journal.replay.Replay;
import io.kaizen.journal.replay.ReplayResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a replay did and found, as text or as JSON of the same fields.
 *
 * @param fields in the order in which they are shown; values are texts, numbers, lists and maps
 */
record ReplayReport(ReplayResult result, Map<String, Object> fields) {
    private static final List<String> CHECKED =
            List.of(
                    "checksum, position and hash chain of every order entry",
                    "transaction encodings and hashes",
                    "block ranges and order hashes",
                    "bodies",
                    "receipts and logs",
                    "effects on state",
                    "state, transactions and receipts roots",
                    "headers and block hashes");
    private static final String SIGNATURES = "senders, from their signatures";

    /** What was replayed, and how. */
    record Run(
            Path folder,
            long chainId,
            long from,
            long to,
            Replay.Senders senders,
            int threads,
            long nanos) {}

    static ReplayReport of(Run run, BlockSource chain, ReplayResult result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        ReplayResult.Counts counts = result.counts();
        boolean recovered = run.senders() == Replay.Senders.RECOVERED;
        fields.put("agreed", result instanceof ReplayResult.Agreed);
        fields.put("folder", run.folder().toAbsolutePath().normalize().toString());
        fields.put("chainId", run.chainId());
        fields.put("height", chain.height());
        fields.put("genesisHash", Objects.requireNonNull(chain.identity()).genesis().hex());
        fields.put("from", run.from());
        fields.put("to", run.to());
        fields.put("blocks", counts.blocks());
        fields.put("transactions", counts.transactions());
        fields.put("voids", counts.voids());
        fields.put("entries", counts.entries());
        if (counts.blocks() > 0) {
            fields.put("first", block(chain.recorded(run.from())));
            fields.put("last", block(chain.recorded(run.from() + counts.blocks() - 1)));
        }
        fields.put("sendersRecovered", recovered);
        fields.put("checked", checked(recovered));
        fields.put("threads", run.threads());
        fields.put("seconds", Math.round(run.nanos() / 1e6) / 1e3);
        fields.put(
                "transactionsPerSecond",
                Math.round(counts.transactions() * 1e9 / Math.max(1, run.nanos())));
        switch (result) {
            case ReplayResult.Agreed _ -> {}
            case ReplayResult.Diverged(var at, var divergence) ->
                    fields.put("divergence", divergence(divergence));
            case ReplayResult.Unreadable(var at, var damage) -> damaged(fields, damage);
        }
        return new ReplayReport(result, fields);
    }

    /** Of a chain that cannot even be opened. */
    static ReplayReport ofDamage(Path folder, long chainId, Damage damage) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("agreed", false);
        fields.put("folder", folder.toAbsolutePath().normalize().toString());
        fields.put("chainId", chainId);
        damaged(fields, damage);
        return new ReplayReport(
                new ReplayResult.Unreadable(ReplayResult.Counts.NONE, damage), fields);
    }

    private static List<String> checked(boolean recovered) {
        if (!recovered) {
            return CHECKED;
        }
        return Stream.concat(CHECKED.stream(), Stream.of(SIGNATURES)).toList();
    }

    private static Map<String, Object> block(RecordedBlock recorded) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("block", recorded.number());
        fields.put("hash", recorded.hash().hex());
        fields.put("stateRoot", recorded.header().stateRoot().hex());
        fields.put("orderPosition", recorded.range().last());
        fields.put("orderHash", recorded.range().orderHash().hex());
        return fields;
    }

    private static Map<String, Object> divergence(Divergence divergence) {
        Divergence.Place place = divergence.place();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("block", place.block());
        if (place.transaction() != null) {
            fields.put("transaction", place.transaction());
        }
        if (place.transactionHash() != null) {
            fields.put("transactionHash", place.transactionHash().hex());
        }
        if (place.position() != null) {
            fields.put("orderPosition", place.position());
        }
        fields.put("field", divergence.field());
        fields.put("replayed", divergence.replayed());
        fields.put("recorded", divergence.recorded());
        return fields;
    }

    private static void damaged(Map<String, Object> fields, Damage damage) {
        fields.put("damagedBlock", damage.block());
        if (damage instanceof Damage.Entry entry) {
            fields.put("damagedPosition", entry.position());
        }
        fields.put("damage", damage.why());
    }

    /** One line that says it all. */
    String verdict() {
        ReplayResult.Counts counts = result.counts();
        String done =
                "%d blocks, %d transactions, %d void, %d entries"
                        .formatted(
                                counts.blocks(),
                                counts.transactions(),
                                counts.voids(),
                                counts.entries());
        if (counts.blocks() > 0) {
            done +=
                    "; %s s, %s transactions/s"
                            .formatted(fields.get("seconds"), fields.get("transactionsPerSecond"));
        }
        return switch (result) {
            case ReplayResult.Agreed _ -> "replay agrees: " + done;
            case ReplayResult.Diverged(var at, var divergence) ->
                    "replay DIVERGES at " + divergence + " (after " + done + ")";
            case ReplayResult.Unreadable(var at, var damage) ->
                    "journal DAMAGED: " + damage + " (after " + done + ")";
        };
    }

    String json() throws IOException {
        return new ObjectMapper().writeValueAsString(fields);
    }

    /** The verdict, and each field in a line of its own. */
    String text() {
        StringBuilder text = new StringBuilder(verdict()).append("\n\n");
        fields.forEach((name, value) -> line(text, name, value));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        switch (value) {
            case Map<?, ?> parts -> parts.forEach((part, of) -> line(text, name + "." + part, of));
            case List<?> items -> items.forEach(item -> line(text, name, item));
            default -> text.append(name).append(": ").append(value).append('\n');
        }
    }

    /** As JSON where the name says so. */
    void write(Path file) throws IOException {
        boolean isJson = file.toString().endsWith(".json");
        Files.writeString(file, isJson ? json() + "\n" : text());
    }
}
