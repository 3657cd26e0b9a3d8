package io.kaizen.config.mainnet;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of replaying a block.
 *
 * @param place null where the files could not be read
 * @param timing null where the block was not executed to its end
 * @param error what is wrong; null where every check passed
 */
public record ReplayedBlock(
        Origin origin,
        @Nullable Place place,
        Checks checks,
        @Nullable Timing timing,
        @Nullable String error) {

    /**
     * Where the block was read from.
     *
     * @param source its main file, or the folder in which no block was found; as given
     * @param folder the name of the folder that this is in, or of the folder itself
     * @param format null where none was recognised
     */
    public record Origin(String source, String folder, @Nullable String format) {}

    public record Place(long number, String fork) {}

    /**
     * What was checked, in words.
     *
     * @param made the one that failed included
     * @param notPossible what this format or fork does not allow, each with the reason
     * @param notReached what would have been checked, had nothing failed before
     */
    public record Checks(
            List<String> made, Map<String, String> notPossible, List<String> notReached) {}

    /**
     * @param gas used by the block
     * @param sendersNanos to recover the senders
     * @param nanos to execute the block and to check the outcome, roots included
     */
    public record Timing(int transactions, long gas, long sendersNanos, long nanos) {
        public double megagas() {
            return gas / 1e6;
        }

        public double milliseconds() {
            return nanos / 1e6;
        }

        public double megagasPerSecond() {
            return nanos == 0 ? 0 : gas * 1e3 / nanos;
        }
    }

    public boolean pass() {
        return error == null;
    }
}
