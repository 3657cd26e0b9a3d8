package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A header whose fields can be set one by one. */
final class HeaderDraft {
    Hash parentHash;
    long number;
    long timestamp;
    long gasLimit;
    Address feeRecipient;
    Word difficulty;
    Hash mixHash;
    long nonce;
    Bytes extraData;
    @Nullable Word baseFee;
    @Nullable Long excessBlobGas;
    @Nullable Hash parentBeaconBlockRoot;
    Hash ommersHash;
    Hash stateRoot;
    Hash transactionsRoot;
    Hash receiptsRoot;
    @Nullable Hash withdrawalsRoot;
    @Nullable Long blobGasUsed;
    @Nullable Hash requestsHash;
    long gasUsed;
    Bytes bloom;

    HeaderDraft(Header header) {
        Header.Environment e = header.environment();
        Header.Roots r = header.roots();
        parentHash = header.parentHash();
        number = e.number();
        timestamp = e.timestamp();
        gasLimit = e.gasLimit();
        feeRecipient = e.feeRecipient();
        difficulty = e.difficulty();
        mixHash = e.mixHash();
        nonce = e.nonce();
        extraData = e.extraData();
        baseFee = e.baseFee();
        excessBlobGas = e.excessBlobGas();
        parentBeaconBlockRoot = e.parentBeaconBlockRoot();
        ommersHash = r.ommersHash();
        stateRoot = r.stateRoot();
        transactionsRoot = r.transactionsRoot();
        receiptsRoot = r.receiptsRoot();
        withdrawalsRoot = r.withdrawalsRoot();
        blobGasUsed = r.blobGasUsed();
        requestsHash = r.requestsHash();
        gasUsed = header.gasUsed();
        bloom = header.bloom();
    }

    static Header edit(Header header, Consumer<HeaderDraft> edits) {
        HeaderDraft draft = new HeaderDraft(header);
        edits.accept(draft);
        return draft.build();
    }

    Header build() {
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
}
