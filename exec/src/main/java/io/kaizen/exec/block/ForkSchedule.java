package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Word;
import java.util.List;

/** From when on each fork holds on a chain. */
public final class ForkSchedule {

    /** What brings a fork into force. */
    public enum Trigger {
        /** The block's number. */
        BLOCK,
        /** The block's timestamp in seconds. */
        TIME,
        /** The total difficulty of the chain up to the parent (EIP-3675). */
        TOTAL_DIFFICULTY
    }

    public record Step(Fork fork, Trigger trigger, Word at) {}

    /** Ethereum's mainnet. The Merge is given by the number of its first block. */
    public static final ForkSchedule MAINNET =
            new ForkSchedule(
                    List.of(
                            block("Frontier", 0),
                            block("Homestead", 1_150_000),
                            block("EIP150", 2_463_000),
                            block("EIP158", 2_675_000),
                            block("Byzantium", 4_370_000),
                            block("ConstantinopleFix", 7_280_000),
                            block("Istanbul", 9_069_000),
                            block("MuirGlacier", 9_200_000),
                            block("Berlin", 12_244_000),
                            block("London", 12_965_000),
                            block("ArrowGlacier", 13_773_000),
                            block("GrayGlacier", 15_050_000),
                            block("Paris", 15_537_394),
                            time("Shanghai", 1_681_338_455),
                            time("Cancun", 1_710_338_135),
                            time("Prague", 1_746_612_311),
                            time("Osaka", 1_764_798_551),
                            time("BPO1", 1_765_290_071),
                            time("BPO2", 1_767_747_671)));

    private final List<Step> steps;

    /**
     * @param steps in the order of the forks; the first holds from genesis on
     */
    public ForkSchedule(List<Step> steps) {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("schedule without forks");
        }
        this.steps = List.copyOf(steps);
    }

    /** One fork for ever. */
    public static ForkSchedule constant(Fork fork) {
        return new ForkSchedule(List.of(new Step(fork, Trigger.BLOCK, Word.ZERO)));
    }

    /**
     * The fork of a block.
     *
     * @param timestamp seconds
     * @param parentTotalDifficulty zero where no step depends on it
     */
    public Fork at(long number, long timestamp, Word parentTotalDifficulty) {
        Fork fork = steps.getFirst().fork();
        for (Step step : steps) {
            Word reached =
                    switch (step.trigger()) {
                        case BLOCK -> Word.of(number);
                        case TIME -> Word.of(timestamp);
                        case TOTAL_DIFFICULTY -> parentTotalDifficulty;
                    };
            if (reached.compareTo(step.at()) < 0) {
                return fork;
            }
            fork = step.fork();
        }
        return fork;
    }

    private static Step block(String fork, long number) {
        return new Step(Fork.of(fork), Trigger.BLOCK, Word.of(number));
    }

    private static Step time(String fork, long seconds) {
        return new Step(Fork.of(fork), Trigger.TIME, Word.of(seconds));
    }
}
