package io.kaizen.journal.past;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.journal.chain.BlockLog;
import io.kaizen.journal.chain.CatchUpLog;
import io.kaizen.journal.chain.RecordedBlock;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.index.BlockRange;
import io.kaizen.journal.index.PlaceIndex;
import io.kaizen.journal.index.RunIndex;
import io.kaizen.journal.index.RunKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which blocks changed which location, from genesis up, on disk; {@code journal/docs/history.md}
 * has what stands in it. The sealing thread adds, any thread asks.
 */
final class ChangeIndex implements AutoCloseable {
    static final long NONE = PlaceIndex.ABSENT;

    private static final Logger LOG = LoggerFactory.getLogger(ChangeIndex.class);

    private final RunIndex runs;

    /**
     * The slots that genesis gave to accounts without nonce and code: the only ones that can go
     * with their account.
     */
    private final Map<Address, Set<Word>> clearable;

    private volatile long height;

    private ChangeIndex(RunIndex runs, Map<Address, Set<Word>> clearable, long height) {
        this.runs = runs;
        this.clearable = clearable;
        this.height = height;
    }

    /**
     * Opens the folder, and adds the blocks of the log that it does not have.
     *
     * @throws IllegalStateException where the log does not begin with genesis
     */
    static ChangeIndex open(Path folder, RunIndex.Sizes sizes, Disk disk, BlockLog log) {
        if (log.first() > 0) {
            throw new IllegalStateException(
                    "history.mode = archive needs every block from genesis up, the chain begins"
                            + " with block "
                            + log.first()
                            + ": set history.mode = window");
        }
        RunIndex runs;
        try {
            runs = RunIndex.open(folder, RunKind.CHANGES, sizes, disk, 0, log::sync);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot open the index in " + folder, failed);
        }
        try {
            ChangeIndex index = new ChangeIndex(runs, clearable(log), covered(runs, log, folder));
            index.catchUp(log);
            return index;
        } catch (RuntimeException failed) {
            runs.close();
            throw failed;
        }
    }

    private static Map<Address, Set<Word>> clearable(BlockLog log) {
        return log.recorded(0).effects().accounts().stream()
                .filter(effect -> !effect.slots().isEmpty() && isBare(effect))
                .collect(
                        Collectors.toUnmodifiableMap(
                                AccountEffect::address,
                                effect ->
                                        effect.slots().stream()
                                                .map(SlotEffect::slot)
                                                .collect(Collectors.toUnmodifiableSet())));
    }

    private static boolean isBare(AccountEffect effect) {
        return effect.after() != null && effect.after().nonce() == 0 && !effect.after().hasCode();
    }

    /** The block up to which the runs are those of the log; others are discarded. */
    private static long covered(RunIndex runs, BlockLog log, Path folder) {
        BlockRange covered = runs.covered();
        if (covered == null) {
            return BlockLog.EMPTY;
        }
        if (covered.lastHash().equals(log.hash(covered.last()))) {
            return covered.last();
        }
        LOG.warn("history: {} is made again, it belongs to another chain", folder);
        try {
            runs.discard(0);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot empty " + folder, failed);
        }
        return BlockLog.EMPTY;
    }

    private void catchUp(BlockLog log) {
        CatchUpLog progress = new CatchUpLog("history", height + 1, log.height());
        while (height < log.height()) {
            RecordedBlock block = log.recorded(height + 1);
            add(block.number(), block.hash(), block.effects());
            progress.at(height);
        }
        progress.end();
    }

    /** Every block up to here is in it. */
    long height() {
        return height;
    }

    /**
     * Adds what the next block changed.
     *
     * @throws IllegalStateException where entries could not be written to disk
     */
    void add(long number, Hash hash, Effects effects) {
        if (number != height + 1) {
            throw new IllegalArgumentException("block " + number + " after block " + height);
        }
        for (AccountEffect effect : effects.accounts()) {
            add(number, effect);
        }
        for (Hash code : effects.code().keySet()) {
            runs.put(Location.code(code), number);
        }
        // Publishes the entries.
        height = number;
        runs.endBlock(number, hash);
    }

    private void add(long number, AccountEffect effect) {
        Address address = effect.address();
        if (effect.storageCleared()) {
            throw new IllegalStateException(
                    "block %d cleared the storage of %s, which no block does since Cancun"
                            .formatted(number, address));
        }
        if (!Objects.equals(effect.before(), effect.after())) {
            runs.put(Location.account(address), number);
        }
        if (effect.after() == null && isClearable(address)) {
            runs.put(Location.storage(address), number);
        }
        for (SlotEffect slot : effect.slots()) {
            runs.put(Location.slot(address, slot.slot()), number);
        }
    }

    /**
     * The greatest block up to {@code most} that changed a location of this hash, or {@link #NONE}.
     *
     * @throws io.kaizen.journal.index.IndexDamageException where the index is damaged there
     */
    long newest(Hash location, long most) {
        return runs.floor(location, most);
    }

    /** Whether genesis gave the account storage, but neither nonce nor code. */
    boolean isClearable(Address address) {
        return clearable.containsKey(address);
    }

    /** The slots of such accounts. */
    Map<Address, Set<Word>> clearable() {
        return clearable;
    }

    @Override
    public void close() {
        runs.close();
    }
}
