package io.kaizen.perf.crash;

import io.kaizen.journal.order.OrderDamageException;
import io.kaizen.journal.order.SyncLevel;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a node may answer with an error, by what had happened to it. {@code journal/docs/crash.md}
 * has this as a table.
 */
final class Verdicts {
    private static final List<String> WITHOUT_INDEX = List.of(Node.CHAIN + "/index");
    private static final List<String> WITHOUT_STORE = List.of(Node.STATE);
    private static final List<String> WITHOUT_CHAIN = List.of(Node.CHAIN, Node.STATE);

    private static final Pattern RECORD = Pattern.compile("chain record of block \\d+: (?!null).*");
    private static final Pattern STORE =
            Pattern.compile("the store is at block.*|state root of block.*|the state store in .*");
    private static final Pattern SHORT_ORDER = Pattern.compile("the order ends at position \\d+.*");

    private Verdicts() {}

    /**
     * @param name what the node said
     * @param remedy what to delete so that it starts; empty where nothing makes it whole
     */
    record Verdict(String name, List<String> remedy) {}

    /**
     * @throws Inquest.Broken where it may not answer with that
     */
    static Verdict of(Picture picture, Exception failed) throws Inquest.Broken {
        long durable = durableMax(picture);
        boolean unsynced = picture.promise().level() == SyncLevel.NONE;
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            boolean known =
                    switch (picture.place()) {
                        case ORDER ->
                                !(cause instanceof OrderDamageException damage)
                                        || damage.position() <= durable;
                        case NOTHING, MARK, CHAIN, INDEX, STORE_MARK ->
                                !(cause instanceof OrderDamageException);
                    };
            if (!known) {
                break;
            }
            if (cause instanceof OrderDamageException || message.startsWith("position ")) {
                return new Verdict(message, List.of());
            }
            if (unsynced && SHORT_ORDER.matcher(message).matches()) {
                return new Verdict(message, WITHOUT_CHAIN);
            }
            switch (picture.place()) {
                case CHAIN, INDEX -> {
                    if (RECORD.matcher(message).matches()) {
                        return new Verdict(message, WITHOUT_INDEX);
                    }
                }
                case STORE_MARK -> {
                    if (STORE.matcher(message).matches()) {
                        return new Verdict(message, WITHOUT_STORE);
                    }
                }
                case NOTHING, ORDER, MARK -> {}
            }
        }
        throw new Inquest.Broken(describe(failed));
    }

    /**
     * How far entries may be called damaged: a sync that has not returned, or that of the append
     * going on at level EVERY, may have named them in the mark.
     */
    static long durableMax(Picture picture) {
        return picture.promise().appended() + 1;
    }

    /** The error, its causes, and where it comes from. */
    static String describe(Throwable failed) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            text.append(text.isEmpty() ? "" : ", because ").append(cause);
            if (cause.getCause() == null && cause.getStackTrace().length > 0) {
                text.append(" at ").append(cause.getStackTrace()[0]);
            }
        }
        return text.toString();
    }
}
