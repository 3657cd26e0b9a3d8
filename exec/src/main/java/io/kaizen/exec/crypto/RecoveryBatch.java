package io.kaizen.exec.crypto;

import io.kaizen.exec.crypto.lanes.LaneRecovery;
import io.kaizen.exec.crypto.lanes.LaneRecovery.Outcome;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Word;
import io.kaizen.zk.hash.KeccakBatch;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Signatures whose signers are wanted, and the answers, which are those of {@link
 * Secp256k1#recover}: eight at a time where this machine can, one by one otherwise. Scratch space
 * for one thread, to be used again and again.
 */
public final class RecoveryBatch {
    private static final int WORDS = 4;
    private static final int KEY_BYTES = 64;

    private final int capacity;
    private final Mode mode;
    private final @Nullable Address[] signers;
    private final byte[] digests;
    private final Signature[] signatures;

    /** Which entries have a signature in range, in order: the columns below are theirs. */
    private final int[] entries;

    private final long[] digestWords;
    private final long[] r;
    private final long[] s;
    private final byte[] parities;
    private final long[] keys;
    private final Outcome[] outcomes;
    private final KeccakBatch keccak = KeccakBatch.create();
    private final byte[] keyBytes;
    private final int[] keyOffsets;
    private final int[] keyLengths;
    private final byte[] keyHashes;
    private int size;
    private int sound;

    /** Whether several are recovered together where that can be. */
    enum Mode {
        TOGETHER,
        ALONE
    }

    /**
     * @param capacity signatures at most, between two calls of {@link #clear}
     */
    public RecoveryBatch(int capacity) {
        this(capacity, Mode.TOGETHER);
    }

    RecoveryBatch(int capacity, Mode mode) {
        this.capacity = capacity;
        this.mode = mode;
        signers = new Address[capacity];
        digests = new byte[Hash.BYTES * capacity];
        signatures = new Signature[capacity];
        entries = new int[capacity];
        digestWords = new long[WORDS * capacity];
        r = new long[WORDS * capacity];
        s = new long[WORDS * capacity];
        parities = new byte[capacity];
        keys = new long[2 * WORDS * capacity];
        outcomes = new Outcome[capacity];
        keyBytes = new byte[KEY_BYTES * capacity];
        keyOffsets = new int[capacity];
        Arrays.setAll(keyOffsets, i -> KEY_BYTES * i);
        keyLengths = new int[capacity];
        Arrays.fill(keyLengths, KEY_BYTES);
        keyHashes = new byte[Hash.BYTES * capacity];
    }

    /** Whether this machine recovers several at a time. */
    public static boolean recoversTogether() {
        return LaneRecovery.isAvailable();
    }

    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == capacity;
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(signers, 0, size, null);
        Arrays.fill(signatures, 0, size, null);
        size = 0;
        sound = 0;
    }

    /**
     * Takes a signature of a digest; a high s is as good as a low one.
     *
     * @param digest holds the digest of 32 bytes at the offset
     * @throws IllegalStateException if the batch is full
     */
    public void add(byte[] digest, int offset, Signature signature) {
        if (isFull()) {
            throw new IllegalStateException("batch of " + capacity + " signatures is full");
        }
        Word parity = signature.yParity();
        if (parity.fitsLong()
                && (parity.w0() & ~1L) == 0
                && Secp256k1.isScalar(signature.r())
                && Secp256k1.isScalar(signature.s())) {
            put(Word.read(digest, offset), digestWords);
            System.arraycopy(digest, offset, digests, Hash.BYTES * size, Hash.BYTES);
            put(signature.r(), r);
            put(signature.s(), s);
            parities[sound] = (byte) parity.w0();
            signatures[size] = signature;
            entries[sound++] = size;
        }
        size++;
    }

    private void put(Word number, long[] column) {
        int at = WORDS * sound;
        column[at] = number.w0();
        column[at + 1] = number.w1();
        column[at + 2] = number.w2();
        column[at + 3] = number.w3();
    }

    /** Finds the signers of all that was added. */
    public void recover() {
        int together = together();
        if (together > 0) {
            LaneRecovery lanes = LaneRecovery.scratch().orElseThrow();
            lanes.recover(together, digestWords, r, s, parities, keys, outcomes);
            hashKeys(together);
        }
        for (int i = 0; i < sound; i++) {
            switch (i < together ? outcomes[i] : Outcome.UNDECIDED) {
                case FOUND -> signers[entries[i]] = Address.ofHash(keyHashes, Hash.BYTES * i);
                case NO_KEY -> signers[entries[i]] = null;
                case UNDECIDED -> recoverAlone(entries[i]);
            }
        }
    }

    private void hashKeys(int count) {
        for (int i = 0; i < count; i++) {
            for (int word = 0; word < WORDS; word++) {
                int to = KEY_BYTES * i + Long.BYTES * word;
                int from = 2 * WORDS * i + WORDS - 1 - word;
                BigEndian.putLong(keyBytes, to, keys[from]);
                BigEndian.putLong(keyBytes, to + KEY_BYTES / 2, keys[from + WORDS]);
            }
        }
        keccak.hash(keyBytes, keyOffsets, keyLengths, count, keyHashes);
    }

    /** How many of the sound ones are worth a run of lanes: all, or all but the odd one. */
    private int together() {
        if (mode == Mode.ALONE || !LaneRecovery.isAvailable()) {
            return 0;
        }
        int rest = sound % LaneRecovery.LANES;
        return rest < LaneRecovery.COUNT_MIN ? sound - rest : sound;
    }

    private void recoverAlone(int entry) {
        Signature signature = signatures[entry];
        signers[entry] =
                Secp256k1.recover(
                        Arrays.copyOfRange(digests, Hash.BYTES * entry, Hash.BYTES * (entry + 1)),
                        (int) signature.yParity().w0(),
                        signature.r(),
                        signature.s());
    }

    /** After {@link #recover}: who signed the index-th that was added, or null where nobody did. */
    public @Nullable Address signer(int index) {
        Objects.checkIndex(index, size);
        return signers[index];
    }
}
