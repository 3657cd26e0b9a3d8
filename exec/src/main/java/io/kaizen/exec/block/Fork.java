package io.kaizen.exec.block;

import io.kaizen.exec.evm.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force at a block: one row for each fork of Ethereum, those that change no more than
 * a number included.
 *
 * @param name as Ethereum's fixtures write it
 * @param revision of the EVM and of the transaction rules
 * @param blobs null before Cancun
 * @param reward ether for a block; zero since the Merge
 * @param bombDelay blocks by which the difficulty bomb is put off (EIP-649 and later)
 */
public record Fork(
        String name, Revision revision, @Nullable BlobSchedule blobs, int reward, long bombDelay) {

    private static final List<Fork> ALL =
            List.of(
                    row(Revision.FRONTIER, 5, 0),
                    row(Revision.HOMESTEAD, 5, 0),
                    row(Revision.TANGERINE_WHISTLE, 5, 0),
                    row(Revision.SPURIOUS_DRAGON, 5, 0),
                    row(Revision.BYZANTIUM, 3, 3_000_000),
                    row(Revision.CONSTANTINOPLE, 2, 5_000_000),
                    row(Revision.PETERSBURG, 2, 5_000_000),
                    row(Revision.ISTANBUL, 2, 5_000_000),
                    row("MuirGlacier", Revision.ISTANBUL, 2, 9_000_000),
                    row(Revision.BERLIN, 2, 9_000_000),
                    row(Revision.LONDON, 2, 9_700_000),
                    row("ArrowGlacier", Revision.LONDON, 2, 10_700_000),
                    row("GrayGlacier", Revision.LONDON, 2, 11_400_000),
                    row(Revision.PARIS, 0, 0),
                    row(Revision.SHANGHAI, 0, 0),
                    row(Revision.CANCUN.fixtureName(), Revision.CANCUN, BlobSchedule.CANCUN),
                    row(Revision.PRAGUE.fixtureName(), Revision.PRAGUE, BlobSchedule.PRAGUE),
                    row(Revision.OSAKA.fixtureName(), Revision.OSAKA, BlobSchedule.PRAGUE),
                    row("BPO1", Revision.OSAKA, new BlobSchedule(10, 15, 8_346_193)),
                    row("BPO2", Revision.OSAKA, new BlobSchedule(14, 21, 11_684_671)));

    public Fork {
        if (revision.atLeast(Revision.CANCUN) != (blobs != null)) {
            throw new IllegalArgumentException(
                    "blob schedule of %s: %s, revision %s".formatted(name, blobs, revision));
        }
    }

    /** By name or by the name of its revision, in any case; null when unknown. */
    public static @Nullable Fork named(String name) {
        for (Fork fork : ALL) {
            if (fork.name.equalsIgnoreCase(name)) {
                return fork;
            }
        }
        Revision revision = Revision.named(name);
        return revision == null ? null : named(revision.fixtureName());
    }

    /**
     * As {@link #named}.
     *
     * @throws IllegalArgumentException when unknown
     */
    static Fork of(String name) {
        Fork fork = named(name);
        if (fork == null) {
            throw new IllegalArgumentException("unknown fork " + name);
        }
        return fork;
    }

    /**
     * A fork that changes nothing but the blob parameters of Osaka (EIP-7892).
     *
     * @param name such as BPO3
     */
    public static Fork ofBlobParameters(String name, BlobSchedule schedule) {
        return row(name, Revision.OSAKA, schedule);
    }

    /** This fork with other blob parameters, as a chain's configuration may set them. */
    public Fork withBlobs(BlobSchedule schedule) {
        return new Fork(name, revision, schedule, reward, bombDelay);
    }

    public boolean atLeast(Revision other) {
        return revision.atLeast(other);
    }

    private static Fork row(Revision revision, int reward, long bombDelay) {
        return row(revision.fixtureName(), revision, reward, bombDelay);
    }

    private static Fork row(String name, Revision revision, int reward, long bombDelay) {
        return new Fork(name, revision, null, reward, bombDelay);
    }

    private static Fork row(String name, Revision revision, BlobSchedule blobs) {
        return new Fork(name, revision, blobs, 0, 0);
    }
}
