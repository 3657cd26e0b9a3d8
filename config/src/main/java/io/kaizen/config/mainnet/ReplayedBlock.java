package io.kaizen.config.mainnet;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of replaying a block.
 *
 * @param source the block's file, as given
 * @param number zero where the file could not be read
 * @param checks in words, those that were made
 * @param notPossible checks that this format does not allow, each with the reason
 * @param timing null where the block was not executed
 * @param error what is wrong; null where every check passed
 */
public record ReplayedBlock(
        String source,
        String format,
        long number,
        String fork,
        List<String> checks,
        Map<String, String> notPossible,
        @Nullable Timing timing,
        @Nullable String error) {

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
