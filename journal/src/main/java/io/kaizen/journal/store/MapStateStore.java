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
import io.kaizen.exec.trie.TrieWorkers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
 * <p>The file {@code clean} holds height 8 | version 4 and exists only while the store is closed in
 * order. A store that opens without it (the process was killed) is discarded: map files of a killed
 * process can hold stale locks and half of a block. Its owner builds it again from the chain's
 * effects.
 */
public final class MapStateStore implements StateStore {
    private static final String CLEAN = "clean";

    /** Of the layout above. In 1, whose mark is the height alone, leaves were stored apart. */
    private static final int VERSION = 2;

    private static final int MARK_BYTES = Long.BYTES + Integer.BYTES;
    private static final String ACCOUNTS = "accounts";
    private static final String SLOTS = "slots";
    private static final String CODE = "code";
    private static final String NODES = "nodes";
    private static final List<String> MAPS = List.of(ACCOUNTS, SLOTS, CODE, NODES);
    private static final int ACCOUNT_BYTES = 72;
    private static final int SLOT_KEY_BYTES = Address.BYTES + Word.BYTES;

    /** A code of 24,576 bytes takes 24 of the 64 chunks that an entry may have. */
    private static final int CODE_CHUNK_BYTES = 1024;

    private static final int NODE_CHUNK_BYTES = 64;

    /** What one thread writes from: a map copies it. */
    private static final class Scratch {
        final byte[] address = new byte[Address.BYTES];
        final byte[] account = new byte[ACCOUNT_BYTES];
    }

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    /** Entries that one thread writes in a row; a small block is written by the caller's alone. */
    private static final int WRITES_PER_TASK = 256;

    private final Path folder;
    private final TrieWorkers workers;
    private final GrowingMap accounts;
    private final GrowingMap slots;
    private final GrowingMap code;
    private final NodeStore nodes;
    private volatile long height;
    private volatile long visibleHeight;

    private MapStateStore(Path folder, StoreSizing sizing, TrieWorkers workers, long height)
            throws IOException {
        this.folder = folder;
        this.workers = workers;
        this.height = height;
        this.visibleHeight = height;
        this.accounts =
                new GrowingMap(
                        folder,
                        ACCOUNTS,
                        sizing.accounts(),
                        map ->
                                map.constantKeySizeBySample(new byte[Address.BYTES])
                                        .constantValueSizeBySample(new byte[ACCOUNT_BYTES]));
        this.slots =
                new GrowingMap(
                        folder,
                        SLOTS,
                        sizing.slots(),
                        map ->
                                map.constantKeySizeBySample(new byte[SLOT_KEY_BYTES])
                                        .constantValueSizeBySample(new byte[Word.BYTES]));
        this.code =
                new GrowingMap(
                        folder,
                        CODE,
                        sizing.codes(),
                        map ->
                                map.constantKeySizeBySample(new byte[Hash.BYTES])
                                        .averageValueSize(6000)
                                        .actualChunkSize(CODE_CHUNK_BYTES));
        this.nodes =
                new NodeStore(
                        new GrowingMap(
                                folder,
                                NODES,
                                sizing.nodes(),
                                map ->
                                        map.averageKeySize(Hash.BYTES + 5)
                                                .averageValueSize(200)
                                                .actualChunkSize(NODE_CHUNK_BYTES)));
    }

    /**
     * Opens the store that was closed in order, or an empty one in place of any other. Compare
     * {@link #height} with the chain to see which.
     *
     * @throws IllegalStateException for a store of another version; it is left as it is
     */
    public static MapStateStore open(Path folder, StoreSizing sizing) {
        return open(folder, sizing, TrieWorkers.CALLER);
    }

    /** As {@link #open(Path, StoreSizing)}, with threads to share the writes of large blocks. */
    public static MapStateStore open(Path folder, StoreSizing sizing, TrieWorkers workers) {
        try {
            Files.createDirectories(folder);
            long height = takeCleanHeight(folder);
            if (height == EMPTY) {
                for (String map : MAPS) {
                    GrowingMap.delete(folder, map);
                }
            }
            return new MapStateStore(folder, sizing, workers, height);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the state store in " + folder, e);
        }
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
        accounts.growIfFull();
        slots.growIfFull();
        code.growIfFull();
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
        height = newHeight;
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
        return value == null
                ? null
                : new Account(
                        BigEndian.getLong(value, 0), Word.read(value, 8), Hash.read(value, 40));
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

    /** Closes the maps, forces them to disk, and only then marks the store as clean. */
    @Override
    public void close() {
        accounts.close();
        slots.close();
        code.close();
        nodes.close();
        if (visibleHeight != height) {
            return;
        }
        try {
            accounts.force();
            slots.force();
            code.force();
            nodes.force();
            Path mark = folder.resolve(CLEAN);
            byte[] content = new byte[MARK_BYTES];
            BigEndian.putLong(content, 0, height);
            BigEndian.putInt(content, Long.BYTES, VERSION);
            Files.write(mark, content);
            GrowingMap.force(mark);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the state store in " + folder, e);
        }
    }

    /** Reads the mark and removes it, so that only a close in order brings it back. */
    private static long takeCleanHeight(Path folder) throws IOException {
        Path mark = folder.resolve(CLEAN);
        if (!Files.exists(mark)) {
            return EMPTY;
        }
        byte[] content = Files.readAllBytes(mark);
        int version = version(content);
        if (version != 0 && version != VERSION) {
            throw new IllegalStateException(
                    ("the state store in %s has version %d, this program reads version %d: remove"
                                    + " the folder, and the store is built again from the chain")
                            .formatted(folder, version, VERSION));
        }
        Files.delete(mark);
        return version == VERSION ? BigEndian.getLong(content, 0) : EMPTY;
    }

    /** What a mark says; 0 for one that was torn. */
    private static int version(byte[] mark) {
        return switch (mark.length) {
            case Long.BYTES -> 1;
            case MARK_BYTES -> BigEndian.getInt(mark, Long.BYTES);
            default -> 0;
        };
    }

    /**
     * Removes the slots that the effect does not name. Scans the whole map, which is right where it
     * never happens: from Cancun on, storage that is cleared was never stored (EIP-6780).
     */
    private void clearSlots(AccountEffect effect) {
        if (!hasStorage(effect.address())) {
            return;
        }
        byte[] prefix = effect.address().toArray();
        Set<Word> named = new HashSet<>();
        effect.slots().forEach(slot -> named.add(slot.slot()));
        slots.removeKeysIf(key ->
                Arrays.equals(key, 0, Address.BYTES, prefix, 0, Address.BYTES)
                        && !named.contains(Word.read(key, Address.BYTES)));
    }

    private static void encode(Account account, byte[] value) {
        BigEndian.putLong(value, 0, account.nonce());
        account.balance().write(value, 8);
        account.codeHash().write(value, 40);
    }

    private static byte[] slotKey(Address address, Word slot) {
        byte[] key = new byte[SLOT_KEY_BYTES];
        address.write(key, 0);
        slot.write(key, Address.BYTES);
        return key;
    }
}
