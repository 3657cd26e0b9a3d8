package io.kaizen.exec.ledger;

import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import org.jspecify.annotations.Nullable;

/**
 * A header's RLP (yellow paper, §4.3, with the fields that EIP-1559, 4895, 4844, 4788 and 7685
 * append, in that order). A header that has one of the appended fields has all before it.
 */
public final class HeaderCodec {
    private HeaderCodec() {}

    public static Bytes encode(Header header) {
        RlpWriter writer = new RlpWriter(768);
        write(header, writer);
        return writer.toBytes();
    }

    /** Keccak-256 of the encoding: the block's hash. */
    public static Hash hash(Header header) {
        return Hash.keccak(encode(header));
    }

    /** Appends the header as one list item. */
    public static void write(Header header, RlpWriter writer) {
        Header.Environment environment = header.environment();
        Header.Roots roots = header.roots();
        int mark = writer.mark();
        writeAppended(header, writer);
        byte[] nonce = new byte[8];
        BigEndian.putLong(nonce, 0, environment.nonce());
        writer.bytes(nonce);
        writer.hash(environment.mixHash());
        writer.bytes(environment.extraData());
        writer.uint64(environment.timestamp());
        writer.uint64(header.gasUsed());
        writer.uint64(environment.gasLimit());
        writer.uint64(environment.number());
        writer.word(environment.difficulty());
        writer.bytes(header.bloom());
        writer.hash(roots.receiptsRoot());
        writer.hash(roots.transactionsRoot());
        writer.hash(roots.stateRoot());
        writer.address(environment.feeRecipient());
        writer.hash(roots.ommersHash());
        writer.hash(header.parentHash());
        writer.list(mark);
    }

    /**
     * @throws io.kaizen.exec.rlp.RlpException unless the bytes are one canonical header
     */
    public static Header decode(Bytes encoding) {
        RlpReader outer = RlpReader.of(encoding.array());
        Header header = read(outer);
        outer.expectEnd();
        return header;
    }

    /** Reads the next item as a header. */
    public static Header read(RlpReader outer) {
        RlpReader items = outer.list();
        Hash parentHash = items.hash();
        Hash ommersHash = items.hash();
        Address feeRecipient = items.address();
        Hash stateRoot = items.hash();
        Hash transactionsRoot = items.hash();
        Hash receiptsRoot = items.hash();
        Bytes bloom = Bytes.wrap(items.fixed(Bloom.BYTES));
        Word difficulty = items.word();
        long number = items.uint64();
        long gasLimit = items.uint64();
        long gasUsed = items.uint64();
        long timestamp = items.uint64();
        Bytes extraData = items.bytes();
        Hash mixHash = items.hash();
        long nonce = BigEndian.getLong(items.fixed(8), 0);
        Word baseFee = items.hasNext() ? items.word() : null;
        Hash withdrawalsRoot = hashOrNull(items);
        Long blobGasUsed = uint64OrNull(items);
        Long excessBlobGas = uint64OrNull(items);
        Hash parentBeaconBlockRoot = hashOrNull(items);
        Hash requestsHash = hashOrNull(items);
        items.expectEnd();
        return new Header(
                parentHash,
                new Header.Environment(
                        number,
                        timestamp,
                        gasLimit,
                        feeRecipient,
                        difficulty,
                        mixHash,
                        nonce,
                        extraData,
                        baseFee,
                        excessBlobGas,
                        parentBeaconBlockRoot),
                new Header.Roots(
                        ommersHash,
                        stateRoot,
                        transactionsRoot,
                        receiptsRoot,
                        withdrawalsRoot,
                        blobGasUsed,
                        requestsHash),
                gasUsed,
                bloom);
    }

    private static void writeAppended(Header header, RlpWriter writer) {
        Header.Environment environment = header.environment();
        Header.Roots roots = header.roots();
        if (roots.requestsHash() != null) {
            writer.hash(roots.requestsHash());
        }
        if (environment.parentBeaconBlockRoot() != null) {
            writer.hash(environment.parentBeaconBlockRoot());
        }
        if (environment.excessBlobGas() != null) {
            writer.uint64(environment.excessBlobGas());
        }
        if (roots.blobGasUsed() != null) {
            writer.uint64(roots.blobGasUsed());
        }
        if (roots.withdrawalsRoot() != null) {
            writer.hash(roots.withdrawalsRoot());
        }
        if (environment.baseFee() != null) {
            writer.word(environment.baseFee());
        }
    }

    private static @Nullable Hash hashOrNull(RlpReader items) {
        return items.hasNext() ? items.hash() : null;
    }

    private static @Nullable Long uint64OrNull(RlpReader items) {
        return items.hasNext() ? items.uint64() : null;
    }
}
