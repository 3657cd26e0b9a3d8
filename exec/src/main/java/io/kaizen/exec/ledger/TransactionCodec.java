package io.kaizen.exec.ledger;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.zk.hash.Keccak256;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Canonical encodings of transactions: legacy RLP, or a type byte and its payload (EIP-2718), with
 * the field layouts of EIP-155, 2930, 1559, 4844 and 7702.
 *
 * <pre>
 *   0x00  [nonce, gasPrice, gas, to, value, data, v, r, s]
 *   0x01  [chain, nonce, gasPrice, gas, to, value, data, accessList, y, r, s]
 *   0x02  [chain, nonce, tip, cap, gas, to, value, data, accessList, y, r, s]
 *   0x03  [chain, nonce, tip, cap, gas, to, value, data, accessList, blobCap, blobHashes, y, r, s]
 *   0x04  [chain, nonce, tip, cap, gas, to, value, data, accessList, authorizations, y, r, s]
 * </pre>
 */
public final class TransactionCodec {
    /** First byte of what an EIP-7702 authority signs. */
    private static final byte AUTHORIZATION_MAGIC = 0x05;

    private TransactionCodec() {}

    /**
     * Decodes one transaction that fills the array.
     *
     * @throws RlpException for anything that is not canonical, trailing bytes included; for an
     *     unknown type byte the message is {@code transaction type not supported}
     */
    public static Transaction decode(byte[] raw) {
        if (raw.length == 0) {
            throw new RlpException("empty transaction bytes");
        }
        int first = raw[0] & 0xff;
        if (first >= 0xc0) {
            return decodeLegacy(whole(RlpReader.of(raw)));
        }
        TransactionType type = first == 0 ? null : TransactionType.fromId(first);
        if (type == null) {
            throw new RlpException("transaction type not supported: 0x%02x".formatted(first));
        }
        return decodeTyped(type, whole(RlpReader.of(raw, 1, raw.length - 1)));
    }

    /** The canonical encoding, signature included. */
    public static Bytes encode(Transaction tx) {
        RlpWriter out = new RlpWriter(256 + tx.data().size());
        if (tx.type() == TransactionType.LEGACY) {
            int mark = out.mark();
            out.word(tx.signature().s());
            out.word(tx.signature().r());
            out.word(legacyV(tx));
            writeLegacyBody(out, tx);
            out.list(mark);
            return out.toBytes();
        }
        int mark = out.mark();
        out.word(tx.signature().s());
        out.word(tx.signature().r());
        out.word(tx.signature().yParity());
        writeTypedBody(out, tx);
        out.list(mark);
        out.octet(tx.type().id());
        return out.toBytes();
    }

    /** keccak256 of what the sender signs. */
    public static byte[] signingHash(Transaction tx) {
        RlpWriter out = new RlpWriter(256 + tx.data().size());
        writeUnsigned(out, tx);
        return Keccak256.hash(out.array(), out.start(), out.mark());
    }

    /** What the sender signs the hash of. */
    static void writeUnsigned(RlpWriter out, Transaction tx) {
        int mark = out.mark();
        if (tx.type() == TransactionType.LEGACY) {
            if (tx.chainId() != null) {
                out.empty();
                out.empty();
                out.word(tx.chainId());
            }
            writeLegacyBody(out, tx);
            out.list(mark);
        } else {
            writeTypedBody(out, tx);
            out.list(mark);
            out.octet(tx.type().id());
        }
    }

    /** The transaction with its signature by the key. */
    public static Transaction sign(Transaction tx, byte[] secretKey) {
        return tx.signed(Secp256k1.sign(signingHash(tx), secretKey));
    }

    /** Whoever signed the transaction; null for an invalid signature, high s included (EIP-2). */
    public static @Nullable Address sender(Transaction tx) {
        return Secp256k1.isLowS(tx.signature().s()) ? signer(tx) : null;
    }

    /** As {@link #sender}, but with a high s too, as before EIP-2. */
    public static @Nullable Address signer(Transaction tx) {
        return recover(signingHash(tx), tx.signature());
    }

    /** Whoever signed the authorization; null for an invalid signature (EIP-7702). */
    public static @Nullable Address authority(Authorization authorization) {
        Signature signature = authorization.signature();
        if (!Secp256k1.isLowS(signature.s())) {
            return null;
        }
        return recover(authorizationHash(authorization), signature);
    }

    /** keccak256 of what an authority signs (EIP-7702). */
    public static byte[] authorizationHash(Authorization authorization) {
        RlpWriter out = new RlpWriter(96);
        int mark = out.mark();
        out.uint64(authorization.nonce());
        out.address(authorization.address());
        out.word(authorization.chainId());
        out.list(mark);
        out.octet(AUTHORIZATION_MAGIC);
        return Keccak256.hash(out.array(), out.start(), out.mark());
    }

    private static @Nullable Address recover(byte[] digest, Signature signature) {
        Word parity = signature.yParity();
        if (!parity.fitsLong() || (parity.w0() & ~1L) != 0) {
            return null;
        }
        return Secp256k1.recover(digest, (int) parity.w0(), signature.r(), signature.s());
    }

    private static RlpReader whole(RlpReader outer) {
        RlpReader list = outer.list();
        outer.expectEnd();
        return list;
    }

    private static Transaction decodeLegacy(RlpReader in) {
        long nonce = in.uint64();
        Word gasPrice = in.word();
        long gasLimit = in.uint64();
        Transaction.Call call = readCall(in);
        Word v = in.word();
        Word r = in.word();
        Word s = in.word();
        in.expectEnd();
        return new Transaction(
                TransactionType.LEGACY,
                chainIdOf(v),
                nonce,
                Transaction.Fees.legacy(gasLimit, gasPrice),
                call,
                Transaction.Extras.NONE,
                new Signature(parityOf(v), r, s));
    }

    private static Transaction decodeTyped(TransactionType type, RlpReader in) {
        Word chainId = in.word();
        long nonce = in.uint64();
        Word tip = in.word();
        Word cap = type == TransactionType.ACCESS_LIST ? tip : in.word();
        long gasLimit = in.uint64();
        Transaction.Call call = readCall(in);
        List<AccessListEntry> accessList = readAccessList(in);
        Word blobCap = type == TransactionType.BLOB ? in.word() : Word.ZERO;
        List<Hash> blobs = type == TransactionType.BLOB ? readHashes(in) : List.of();
        List<Authorization> authorizations =
                type == TransactionType.SET_CODE ? readAuthorizations(in) : List.of();
        Signature signature = new Signature(in.word(), in.word(), in.word());
        in.expectEnd();
        return new Transaction(
                type,
                chainId,
                nonce,
                new Transaction.Fees(gasLimit, cap, tip, blobCap),
                call,
                new Transaction.Extras(accessList, authorizations, blobs),
                signature);
    }

    private static Transaction.Call readCall(RlpReader in) {
        return new Transaction.Call(in.addressOrNull(), in.word(), in.bytes());
    }

    private static List<AccessListEntry> readAccessList(RlpReader in) {
        RlpReader list = in.list();
        List<AccessListEntry> entries = new ArrayList<>();
        while (list.hasNext()) {
            RlpReader entry = list.list();
            Address address = entry.address();
            RlpReader keys = entry.list();
            List<Word> slots = new ArrayList<>();
            while (keys.hasNext()) {
                slots.add(Word.read(keys.fixed(Word.BYTES), 0));
            }
            entry.expectEnd();
            entries.add(new AccessListEntry(address, slots));
        }
        return entries;
    }

    private static List<Hash> readHashes(RlpReader in) {
        RlpReader list = in.list();
        List<Hash> hashes = new ArrayList<>();
        while (list.hasNext()) {
            hashes.add(list.hash());
        }
        return hashes;
    }

    private static List<Authorization> readAuthorizations(RlpReader in) {
        RlpReader list = in.list();
        List<Authorization> authorizations = new ArrayList<>();
        while (list.hasNext()) {
            RlpReader entry = list.list();
            Word chainId = entry.word();
            Address address = entry.address();
            long nonce = entry.uint64();
            Signature signature = new Signature(entry.word(), entry.word(), entry.word());
            if (signature.yParity().bitLength() > Byte.SIZE) {
                throw new RlpException("authorization: y parity of more than 8 bits");
            }
            entry.expectEnd();
            authorizations.add(new Authorization(chainId, address, nonce, signature));
        }
        return authorizations;
    }

    private static void writeLegacyBody(RlpWriter out, Transaction tx) {
        writeCall(out, tx);
        out.uint64(tx.gasLimit());
        out.word(tx.fees().maxFeePerGas());
        out.uint64(tx.nonce());
    }

    private static void writeTypedBody(RlpWriter out, Transaction tx) {
        switch (tx.type()) {
            case BLOB -> {
                writeHashes(out, tx.extras().blobHashes());
                out.word(tx.fees().maxFeePerBlobGas());
            }
            case SET_CODE -> writeAuthorizations(out, tx.extras().authorizations());
            case LEGACY, ACCESS_LIST, DYNAMIC_FEE -> {}
        }
        writeAccessList(out, tx.extras().accessList());
        writeCall(out, tx);
        out.uint64(tx.gasLimit());
        out.word(tx.fees().maxFeePerGas());
        if (tx.type() != TransactionType.ACCESS_LIST) {
            out.word(tx.fees().maxPriorityFeePerGas());
        }
        out.uint64(tx.nonce());
        out.word(typedChainId(tx));
    }

    private static Word typedChainId(Transaction tx) {
        if (tx.chainId() == null) {
            throw new IllegalArgumentException("typed transaction without chain id");
        }
        return tx.chainId();
    }

    private static void writeCall(RlpWriter out, Transaction tx) {
        out.bytes(tx.data());
        out.word(tx.value());
        out.addressOrEmpty(tx.to());
    }

    private static void writeAccessList(RlpWriter out, List<AccessListEntry> entries) {
        int mark = out.mark();
        for (AccessListEntry entry : entries.reversed()) {
            int entryMark = out.mark();
            int slotsMark = out.mark();
            for (Word slot : entry.slots().reversed()) {
                out.bytes(slot.toArray());
            }
            out.list(slotsMark);
            out.address(entry.address());
            out.list(entryMark);
        }
        out.list(mark);
    }

    private static void writeHashes(RlpWriter out, List<Hash> hashes) {
        int mark = out.mark();
        for (Hash hash : hashes.reversed()) {
            out.hash(hash);
        }
        out.list(mark);
    }

    private static void writeAuthorizations(RlpWriter out, List<Authorization> authorizations) {
        int mark = out.mark();
        for (Authorization authorization : authorizations.reversed()) {
            int entryMark = out.mark();
            out.word(authorization.signature().s());
            out.word(authorization.signature().r());
            out.word(authorization.signature().yParity());
            out.uint64(authorization.nonce());
            out.address(authorization.address());
            out.word(authorization.chainId());
            out.list(entryMark);
        }
        out.list(mark);
    }

    /** v as legacy transactions carry it: 27 + y, or 35 + 2 * chain + y (EIP-155). */
    public static Word legacyV(Transaction tx) {
        Word parity = tx.signature().yParity();
        if (tx.chainId() == null) {
            return parity.plus(Word.of(27));
        }
        return tx.chainId().times(2).plus(Word.of(35)).plus(parity);
    }

    private static @Nullable Word chainIdOf(Word v) {
        if (v.compareTo(Word.of(35)) < 0) {
            return null;
        }
        Word doubled = v.minus(Word.of(35));
        return new Word(
                doubled.w3() >>> 1,
                (doubled.w2() >>> 1) | (doubled.w3() << 63),
                (doubled.w1() >>> 1) | (doubled.w2() << 63),
                (doubled.w0() >>> 1) | (doubled.w1() << 63));
    }

    /** 0 or 1; a v that is neither of the two forms gives a parity no recovery accepts. */
    private static Word parityOf(Word v) {
        if (v.compareTo(Word.of(35)) >= 0) {
            return Word.of((v.w0() & 1) ^ 1);
        }
        return v.minus(Word.of(27));
    }
}
