package io.kaizen.journal.store;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.NodeChange;
import io.kaizen.exec.trie.NodePath;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.store.StoreMark.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import net.openhft.chronicle.hash.ChronicleHashRecoveryFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state store in four maps of raw bytes, big-endian, which grow as they fill:
 *
 * <pre>
 *   accounts  address 20                 → nonce 8 | balance 32 | code hash 32
 *   slots     address 20 | slot 32       → value 32, never zero
 *   code      hash 32                    → code
 *   nodes     owner 32 | packed path ≤33 → RLP of the node, behind a branch's that of its leaves
 * </pre>
 *
 * <p>{@link StoreMark} says whether they were closed in order. A store that was not is {@linkplain
 * #isSuspect suspect} as long as the same system runs, which keeps what a killed process has
 * written, and is discarded after another start: its owner makes it again from the chain.
 */
public final class MapStateStore implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(MapStateStore.class);

    /** Of the layout above. In 1, whose mark is the height alone, leaves were stored apart. */
    private static final int VERSION = 2;

    /** What one thread writes from: a map copies it. */
    private static final class Scratch {
        final byte[] address = new byte[Address.BYTES];
        final byte[] account = new byte[StoreMaps.ACCOUNT_BYTES];
    }

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    /** Entries that one thread writes in a row; a small block is written by the caller's alone. */
    private static final int WRITES_PER_TASK = 256;

    private final TrieWorkers workers;
    private final StoreMark mark;
    private final StoreMaps maps;
    private final GrowingMap accounts;
    private final GrowingMap slots;
    private final GrowingMap code;
    private final NodeStore nodes;
    private volatile long height;
    private volatile long visibleHeight;
    private boolean suspect;

    private MapStateStore(StoreMark mark, StoreMaps maps, TrieWorkers workers) {
        this.mark = mark;
        this.maps = maps;
        this.workers = workers;
        this.accounts = maps.accounts;
        this.slots = maps.slots;
        this.code = maps.code;
        this.nodes = new NodeStore(maps.nodes);
        this.suspect = mark.trust() == Trust.SUSPECT;
        this.height = mark.height();
        this.visibleHeight = height;
    }

    /**
     * Opens the store that is there, or an empty one in place of what cannot be believed. Compare
     * {@link #height} with the chain, and see {@link #isSuspect}.
     *
     * @throws IllegalStateException for a store of another version; it is left as it is
     */
    public static MapStateStore open(Path folder, StoreSizing sizing) {
        return open(folder, sizing, TrieWorkers.CALLER);
    }

    /** As {@link #open(Path, StoreSizing)}, with threads to share the writes of large blocks. */
    public static MapStateStore open(Path folder, StoreSizing sizing, TrieWorkers workers) {
        return open(folder, sizing, workers, Disk.SYSTEM);
    }

    public static MapStateStore open(
            Path folder, StoreSizing sizing, TrieWorkers workers, Disk disk) {
        return open(folder, sizing, workers, disk, BootId.current());
    }

    static MapStateStore open(
            Path folder, StoreSizing sizing, TrieWorkers workers, Disk disk, UUID boot) {
        try {
            Files.createDirectories(folder);
            StoreMark mark = StoreMark.read(folder, disk, VERSION, boot);
            StoreMaps maps = maps(folder, sizing, disk, mark);
            return new MapStateStore(mark, maps, workers);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the state store in " + folder, e);
        }
    }

    /**
     * The block at which the store in a folder says it is, {@link #EMPTY} where an opening would
     * believe nothing of it. Opens nothing and changes nothing.
     *
     * @throws IllegalStateException for a store of another version
     */
    public static long heightIn(Path folder) throws IOException {
        try (StoreMark mark = StoreMark.read(folder, Disk.SYSTEM, VERSION, BootId.current())) {
            return mark.height();
        }
    }

    private static StoreMaps maps(Path folder, StoreSizing sizing, Disk disk, StoreMark mark)
            throws IOException {
        if (mark.trust() == Trust.SUSPECT) {
            try {
                mark.open();
                return new StoreMaps(folder, sizing, disk, GrowingMap.Opening.RECOVER);
            } catch (ChronicleHashRecoveryFailedException lost) {
                LOG.warn("state store: {}: it is discarded", lost.getMessage());
                mark.distrust();
            }
        }
        if (mark.trust() == Trust.NONE) {
            StoreMaps.delete(folder, disk);
        }
        mark.open();
        return new StoreMaps(folder, sizing, disk, GrowingMap.Opening.PLAIN);
    }

    @Override
    public long height() {
        return height;
    }

    @Override
    public long visibleHeight() {
        return visibleHeight;
    }

    @Override
    public void apply(long newHeight, Effects effects, List<NodeChange> changes) {
        visibleHeight = newHeight;
        grow();
        effects.code().forEach((hash, bytes) -> code.put(hash.toArray(), bytes.array()));
        List<AccountEffect> changed = effects.accounts();
        for (AccountEffect effect : changed) {
            if (effect.storageCleared()) {
                clearSlots(effect);
            }
        }
        workers.forEach(changed.size(), WRITES_PER_TASK, i -> write(changed.get(i)));
        for (AccountEffect effect : changed) {
            if (effect.slots().size() > WRITES_PER_TASK) {
                writeSlots(effect, workers);
            }
        }
        nodes.apply(changes, workers, WRITES_PER_TASK);
        reached(newHeight);
    }

    private void grow() {
        accounts.growIfFull();
        slots.growIfFull();
        code.growIfFull();
    }

    private void reached(long newHeight) {
        height = newHeight;
        mark.reached(newHeight);
    }

    @Override
    public boolean isSuspect() {
        return suspect;
    }

    @Override
    public void putEntries(long newHeight, Effects effects) {
        suspect = true;
        visibleHeight = newHeight;
        grow();
        effects.code().forEach((hash, bytes) -> code.put(hash.toArray(), bytes.array()));
        for (AccountEffect effect : effects.accounts()) {
            if (effect.storageCleared()) {
                removeOtherSlots(effect);
            }
            putEntry(effect);
        }
        reached(newHeight);
    }

    /** As {@link #write}, of an account and slots that may be there already. */
    private void putEntry(AccountEffect effect) {
        byte[] address = effect.address().toArray();
        Account after = effect.after();
        if (after == null) {
            accounts.remove(address);
        } else {
            byte[] account = new byte[StoreMaps.ACCOUNT_BYTES];
            encode(after, account);
            accounts.put(address, account);
        }
        for (SlotEffect slot : effect.slots()) {
            byte[] key = slotKey(effect.address(), slot.slot());
            if (slot.after().isZero()) {
                slots.remove(key);
            } else {
                slots.put(key, slot.after().toArray());
            }
        }
    }

    @Override
    public StateTrie rebuildTrie(TrieWorkers lent) {
        suspect = true;
        try {
            nodes.clear();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty the nodes of the state store", e);
        }
        StateTrie trie = new TrieRebuild(new Entries(), lent).run();
        suspect = false;
        return trie;
    }

    @Override
    public void clear() {
        try {
            accounts.clear();
            slots.clear();
            code.clear();
            nodes.clear();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty the state store", e);
        }
        visibleHeight = EMPTY;
        reached(EMPTY);
        suspect = false;
    }

    /** All that the maps hold, for a trie to be made of it. */
    private final class Entries implements TrieRebuild.Entries {
        @Override
        public void forEachAccount(BiConsumer<Address, Account> each) {
            accounts.forEach((key, value) -> each.accept(Address.of(key), decode(value)));
        }

        @Override
        public void forEachSlot(TrieRebuild.SlotConsumer each) {
            slots.forEach((key, value) ->
                    each.accept(
                            Address.read(key, 0),
                            Word.read(key, Address.BYTES),
                            Word.read(value, 0)));
        }

        @Override
        public @Nullable Account account(Address address) {
            return MapStateStore.this.account(address);
        }

        @Override
        public Bytes code(Hash codeHash) {
            return MapStateStore.this.code(codeHash);
        }

        @Override
        public void putNodes(List<NodeChange> changes) {
            nodes.apply(changes, workers, WRITES_PER_TASK);
        }

        @Override
        public byte @Nullable [] get(Hash owner, NodePath path) {
            return nodes.get(owner, path);
        }
    }

    /** The account, and its slots where they are few. */
    private void write(AccountEffect effect) {
        Scratch scratch = SCRATCH.get();
        effect.address().write(scratch.address, 0);
        Account after = effect.after();
        if (after == null) {
            accounts.remove(scratch.address);
        } else {
            encode(after, scratch.account);
            if (effect.before() == null) {
                accounts.add(scratch.address, scratch.account);
            } else {
                accounts.put(scratch.address, scratch.account);
            }
        }
        if (effect.slots().size() <= WRITES_PER_TASK) {
            writeSlots(effect, TrieWorkers.CALLER);
        }
    }

    private void writeSlots(AccountEffect effect, TrieWorkers lent) {
        List<SlotEffect> written = effect.slots();
        lent.forEach(
                written.size(),
                WRITES_PER_TASK,
                i -> {
                    SlotEffect slot = written.get(i);
                    byte[] key = slotKey(effect.address(), slot.slot());
                    if (slot.after().isZero()) {
                        slots.remove(key);
                    } else if (slot.before().isZero()) {
                        slots.add(key, slot.after().toArray());
                    } else {
                        slots.put(key, slot.after().toArray());
                    }
                });
    }

    @Override
    public @Nullable Account account(Address address) {
        byte[] value = accounts.get(address.toArray());
        return value == null ? null : decode(value);
    }

    @Override
    public Word storage(Address address, Word slot) {
        byte[] value = slots.get(slotKey(address, slot));
        return value == null ? Word.ZERO : Word.read(value, 0);
    }

    @Override
    public Bytes code(Hash codeHash) {
        if (codeHash.equals(Hash.EMPTY_CODE)) {
            return Bytes.EMPTY;
        }
        byte[] value = code.get(codeHash.toArray());
        return value == null ? Bytes.EMPTY : Bytes.wrap(value);
    }

    @Override
    public byte @Nullable [] get(Hash owner, NodePath path) {
        return nodes.get(owner, path);
    }

    /** Closes the maps, forces them to disk, and only then marks the store as whole. */
    @Override
    public void close() {
        try (mark) {
            if (!suspect) {
                nodes.drain();
            }
            maps.close();
            if (!suspect && visibleHeight == height) {
                maps.force();
                mark.closed();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the state store", e);
        }
    }

    /**
     * Removes the slots that the effect does not name. Scans the whole map, which is right where it
     * never happens: from Cancun on, storage that is cleared was never stored (EIP-6780).
     */
    private void clearSlots(AccountEffect effect) {
        if (hasStorage(effect.address())) {
            removeOtherSlots(effect);
        }
    }

    private void removeOtherSlots(AccountEffect effect) {
        byte[] prefix = effect.address().toArray();
        Set<Word> named = new HashSet<>();
        effect.slots().forEach(slot -> named.add(slot.slot()));
        slots.removeKeysIf(key ->
                Arrays.equals(key, 0, Address.BYTES, prefix, 0, Address.BYTES)
                        && !named.contains(Word.read(key, Address.BYTES)));
    }

    private static Account decode(byte[] value) {
        return new Account(BigEndian.getLong(value, 0), Word.read(value, 8), Hash.read(value, 40));
    }

    private static void encode(Account account, byte[] value) {
        BigEndian.putLong(value, 0, account.nonce());
        account.balance().write(value, 8);
        account.codeHash().write(value, 40);
    }

    private static byte[] slotKey(Address address, Word slot) {
        byte[] key = new byte[StoreMaps.SLOT_KEY_BYTES];
        address.write(key, 0);
        slot.write(key, Address.BYTES);
        return key;
    }
}
