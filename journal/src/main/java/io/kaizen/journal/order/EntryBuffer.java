package io.kaizen.journal.order;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.zk.hash.Keccak256;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A reusable buffer that holds one entry: the writer fills and seals it, the reader checks and
 * parses it. One thread; grows to the largest entry seen, at most {@link
 * EntryLayout#ENTRY_BYTES_MAX}, and allocates nothing else while sealing.
 */
final class EntryBuffer {
    private final CRC32C crc = new CRC32C();
    private final Keccak256 keccak = new Keccak256();
    private final byte[] digest = new byte[Hash.BYTES];
    private byte[] bytes = new byte[1024];

    /** The buffer, with room for an entry of {@code length}. */
    byte[] reserve(int length) {
        if (length > EntryLayout.ENTRY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "entry of " + length + " bytes, max " + EntryLayout.ENTRY_BYTES_MAX);
        }
        if (bytes.length < length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
        }
        return bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    void putOpening(BlockOpening opening) {
        byte[] target = reserve(EntryLayout.OPEN_END);
        EntryLayout.putI64(target, EntryLayout.OPEN_NUMBER, opening.number());
        EntryLayout.putI64(target, EntryLayout.OPEN_TIMESTAMP, opening.timestampMs());
        opening.baseFee().write(target, EntryLayout.OPEN_BASE_FEE);
        EntryLayout.putI64(target, EntryLayout.OPEN_GAS_LIMIT, opening.gasLimit());
        opening.feeRecipient().write(target, EntryLayout.OPEN_FEE_RECIPIENT);
        opening.prevRandao().write(target, EntryLayout.OPEN_PREV_RANDAO);
        EntryLayout.putI64(target, EntryLayout.OPEN_L1_NUMBER, opening.l1Origin().number());
        opening.l1Origin().hash().write(target, EntryLayout.OPEN_L1_HASH);
    }

    /** Completes the header around a payload that is in place; {@code previous} has 32 bytes. */
    void seal(int length, EntryKind kind, long position, long intakeTimeNs, byte[] previous) {
        EntryLayout.putI32(bytes, EntryLayout.LENGTH, length);
        EntryLayout.putU16(bytes, EntryLayout.VERSION_AT, EntryLayout.VERSION);
        EntryLayout.putU16(bytes, EntryLayout.KIND, kind.code());
        EntryLayout.putI64(bytes, EntryLayout.POSITION, position);
        EntryLayout.putI64(bytes, EntryLayout.INTAKE_TIME, intakeTimeNs);
        System.arraycopy(previous, 0, bytes, EntryLayout.PREVIOUS_HASH, Hash.BYTES);
        EntryLayout.putI32(bytes, EntryLayout.FLAGS, 0);
        EntryLayout.putI32(bytes, EntryLayout.CRC, crc(length));
    }

    /** Writes the entry's hash to {@code target}. */
    void hash(int length, byte[] target) {
        keccak.hash(bytes, 0, length, target, 0);
    }

    /** Whether the document could be the entry at a position whose predecessor is known. */
    boolean continues(int length, long position, byte[] previous) {
        return length >= EntryLayout.PAYLOAD
                && EntryLayout.i64(bytes, EntryLayout.POSITION) == position
                && Arrays.equals(
                        bytes,
                        EntryLayout.PREVIOUS_HASH,
                        EntryLayout.PREVIOUS_HASH + Hash.BYTES,
                        previous,
                        0,
                        Hash.BYTES);
    }

    /** What keeps a document of this length from being a whole entry; null if nothing does. */
    @Nullable String fault(int length) {
        if (length < EntryLayout.PAYLOAD) {
            return "document of " + length + " bytes, an entry has at least 64";
        }
        int stated = EntryLayout.i32(bytes, EntryLayout.LENGTH);
        if (stated != length) {
            return "length field says " + stated + ", document has " + length;
        }
        int sum = EntryLayout.i32(bytes, EntryLayout.CRC);
        if (sum != crc(length)) {
            return "crc32c mismatch: entry says %08x, bytes give %08x".formatted(sum, crc(length));
        }
        int version = EntryLayout.u16(bytes, EntryLayout.VERSION_AT);
        if (version != EntryLayout.VERSION) {
            return "unknown entry version " + version;
        }
        int flags = EntryLayout.i32(bytes, EntryLayout.FLAGS);
        if (flags != 0) {
            return "unknown entry flags " + flags;
        }
        return payloadFault(length);
    }

    /** What keeps a whole entry from standing here; null if nothing does. */
    @Nullable String chainFault(long position, byte[] previous) {
        long stated = EntryLayout.i64(bytes, EntryLayout.POSITION);
        if (stated != position) {
            return "position " + stated + " where " + position + " belongs";
        }
        return continues(EntryLayout.PAYLOAD, position, previous)
                ? null
                : "previous hash "
                        + Hash.read(bytes, EntryLayout.PREVIOUS_HASH)
                        + " breaks the chain";
    }

    /** Of an entry without faults. */
    long position() {
        return EntryLayout.i64(bytes, EntryLayout.POSITION);
    }

    /** Parses an entry without faults. */
    OrderEntry parse(int length) {
        hash(length, digest);
        return new OrderEntry(
                EntryLayout.i64(bytes, EntryLayout.POSITION),
                EntryLayout.i64(bytes, EntryLayout.INTAKE_TIME),
                Hash.read(bytes, EntryLayout.PREVIOUS_HASH),
                Hash.read(digest, 0),
                body(length));
    }

    private OrderEntry.Body body(int length) {
        EntryKind kind = kind();
        return switch (kind) {
            case OPEN -> new OrderEntry.Body.Open(opening());
            case CLOSE ->
                    new OrderEntry.Body.Close(EntryLayout.i64(bytes, EntryLayout.CLOSE_NUMBER));
            case TRANSACTION ->
                    new OrderEntry.Body.Ordered(
                            Address.read(bytes, EntryLayout.TRANSACTION_SENDER),
                            Hash.read(bytes, EntryLayout.TRANSACTION_HASH),
                            Bytes.copyOf(
                                    bytes,
                                    EntryLayout.TRANSACTION_RAW,
                                    length - EntryLayout.TRANSACTION_RAW));
            case L1_INPUT, KEY_RELEASE ->
                    new OrderEntry.Body.Reserved(
                            kind,
                            Bytes.copyOf(bytes, EntryLayout.PAYLOAD, length - EntryLayout.PAYLOAD));
        };
    }

    private BlockOpening opening() {
        return new BlockOpening(
                EntryLayout.i64(bytes, EntryLayout.OPEN_NUMBER),
                EntryLayout.i64(bytes, EntryLayout.OPEN_TIMESTAMP),
                Word.read(bytes, EntryLayout.OPEN_BASE_FEE),
                EntryLayout.i64(bytes, EntryLayout.OPEN_GAS_LIMIT),
                Address.read(bytes, EntryLayout.OPEN_FEE_RECIPIENT),
                Hash.read(bytes, EntryLayout.OPEN_PREV_RANDAO),
                new BlockOpening.L1Origin(
                        EntryLayout.i64(bytes, EntryLayout.OPEN_L1_NUMBER),
                        Hash.read(bytes, EntryLayout.OPEN_L1_HASH)));
    }

    private EntryKind kind() {
        int code = EntryLayout.u16(bytes, EntryLayout.KIND);
        EntryKind kind = EntryKind.fromCode(code);
        if (kind == null) {
            throw new IllegalStateException("unknown entry kind " + code);
        }
        return kind;
    }

    private @Nullable String payloadFault(int length) {
        int code = EntryLayout.u16(bytes, EntryLayout.KIND);
        EntryKind kind = EntryKind.fromCode(code);
        if (kind == null) {
            return "unknown entry kind " + code;
        }
        boolean fits =
                switch (kind) {
                    case OPEN -> length == EntryLayout.OPEN_END;
                    case CLOSE -> length == EntryLayout.CLOSE_END;
                    case TRANSACTION -> length > EntryLayout.TRANSACTION_RAW;
                    case L1_INPUT, KEY_RELEASE -> true;
                };
        return fits ? null : kind + " entry of " + length + " bytes";
    }

    private int crc(int length) {
        crc.reset();
        crc.update(bytes, 0, EntryLayout.CRC);
        crc.update(bytes, EntryLayout.FLAGS, length - EntryLayout.FLAGS);
        return (int) crc.getValue();
    }
}
