package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a chain record, as RLP:
 *
 * <pre>
 *   [header,
 *    [first position, last position, order hash],
 *    [[sender, raw transaction] ...],
 *    [[status or root, gas used, effective gas price, contract or "", logs] ...],
 *    [[[address, before, after, storage cleared, [[slot, before, after] ...]] ...],
 *     [code ...]]]
 * </pre>
 *
 * An account is [nonce, balance, code hash or "" without code], or [] where there is none. What
 * follows from the rest is not stored: block, transaction and code hashes, a receipt's type, bloom
 * and cumulative gas are computed on reading.
 */
final class BlockRecordCodec {
    private BlockRecordCodec() {}

    /** Appends the record's payload to an empty writer. */
    static void write(SealedBlock block, Effects effects, RlpWriter writer) {
        writeEffects(effects, writer);
        int receipts = writer.mark();
        for (Receipt receipt : block.receipts().reversed()) {
            writeReceipt(receipt, writer);
        }
        writer.list(receipts);
        int transactions = writer.mark();
        for (RecoveredTransaction transaction : block.transactions().reversed()) {
            int mark = writer.mark();
            writer.bytes(transaction.raw());
            writer.address(transaction.sender());
            writer.list(mark);
        }
        writer.list(transactions);
        int range = writer.mark();
        writer.hash(block.range().orderHash());
        writer.uint64(block.range().last());
        writer.uint64(block.range().first());
        writer.list(range);
        HeaderCodec.write(block.header(), writer);
        writer.list(0);
    }

    static SealedBlock decodeBlock(byte[] source, int offset, int length) {
        RlpReader items = RlpReader.of(source, offset, length).list();
        Bytes encodedHeader = items.copy().item();
        Header header = HeaderCodec.read(items);
        SealedBlock.OrderRange range = readRange(items.list());
        RlpReader list = items.list();
        List<RecoveredTransaction> transactions = new ArrayList<>();
        while (list.hasNext()) {
            RlpReader pair = list.list();
            Address sender = pair.address();
            Bytes raw = pair.bytes();
            pair.expectEnd();
            transactions.add(
                    new RecoveredTransaction(
                            TransactionCodec.decode(raw.array()), sender, Hash.keccak(raw), raw));
        }
        RlpReader receiptList = items.list();
        List<Receipt> receipts = new ArrayList<>();
        long cumulativeGas = 0;
        for (RecoveredTransaction transaction : transactions) {
            Receipt receipt =
                    readReceipt(
                            receiptList.list(), transaction.transaction().type(), cumulativeGas);
            receipts.add(receipt);
            cumulativeGas = receipt.cumulativeGasUsed();
        }
        receiptList.expectEnd();
        return new SealedBlock(header, Hash.keccak(encodedHeader), transactions, receipts, range);
    }

    static SealedBlock.OrderRange readRange(RlpReader items) {
        SealedBlock.OrderRange range =
                new SealedBlock.OrderRange(items.uint64(), items.uint64(), items.hash());
        items.expectEnd();
        return range;
    }

    /** What a block did: the list of accounts, then that of codes. */
    static RlpReader effects(byte[] source, int offset, int length) {
        RlpReader items = RlpReader.of(source, offset, length).list();
        for (int i = 0; i < 4; i++) {
            items.skip();
        }
        RlpReader parts = items.list();
        items.expectEnd();
        return parts;
    }

    static Effects decodeEffects(byte[] source, int offset, int length) {
        RlpReader parts = effects(source, offset, length);
        RlpReader list = parts.list();
        List<AccountEffect> accounts = new ArrayList<>();
        while (list.hasNext()) {
            accounts.add(readAccountEffect(list.list()));
        }
        RlpReader codes = parts.list();
        parts.expectEnd();
        Map<Hash, Bytes> code = new HashMap<>();
        while (codes.hasNext()) {
            Bytes bytes = codes.bytes();
            code.put(Hash.keccak(bytes), bytes);
        }
        return new Effects(accounts, code);
    }

    private static void writeReceipt(Receipt receipt, RlpWriter writer) {
        Receipt.Outcome outcome = receipt.outcome();
        int mark = writer.mark();
        ReceiptCodec.writeLogs(receipt.logs(), writer);
        writer.addressOrEmpty(outcome.contractAddress());
        writer.word(outcome.effectiveGasPrice());
        writer.uint64(outcome.gasUsed());
        if (outcome.postState() != null) {
            writer.hash(outcome.postState());
        } else {
            writer.uint64(receipt.succeeded() ? 1 : 0);
        }
        writer.list(mark);
    }

    /**
     * @param gasBefore used by the block's transactions before this one
     */
    private static Receipt readReceipt(RlpReader items, TransactionType type, long gasBefore) {
        Bytes status = items.bytes();
        Hash root = status.size() == Hash.BYTES ? Hash.of(status.array()) : null;
        if (root == null && status.size() > 1) {
            throw new RlpException("receipt: status of " + status.size() + " bytes");
        }
        long gasUsed = items.uint64();
        Word price = items.word();
        Address contract = items.addressOrNull();
        List<Log> logs = ReceiptCodec.readLogs(items.list());
        items.expectEnd();
        return new Receipt(
                type,
                root != null || status.size() == 1,
                gasBefore + gasUsed,
                logs,
                Bloom.of(logs),
                new Receipt.Outcome(gasUsed, price, contract, root));
    }

    private static AccountEffect readAccountEffect(RlpReader items) {
        Address address = items.address();
        Account before = readAccount(items.list());
        Account after = readAccount(items.list());
        long cleared = items.uint64();
        if (cleared > 1 || cleared < 0) {
            throw new RlpException("effects: flag " + cleared);
        }
        RlpReader list = items.list();
        items.expectEnd();
        List<SlotEffect> slots = new ArrayList<>();
        while (list.hasNext()) {
            RlpReader slot = list.list();
            slots.add(new SlotEffect(slot.word(), slot.word(), slot.word()));
            slot.expectEnd();
        }
        return new AccountEffect(address, before, after, cleared == 1, slots);
    }

    static @Nullable Account readAccount(RlpReader items) {
        if (!items.hasNext()) {
            return null;
        }
        Account account = new Account(items.uint64(), items.word(), codeHash(items.bytes()));
        items.expectEnd();
        return account;
    }

    private static Hash codeHash(Bytes stored) {
        return stored.isEmpty() ? Hash.EMPTY_CODE : Hash.of(stored.array());
    }

    private static void writeEffects(Effects effects, RlpWriter writer) {
        int whole = writer.mark();
        int codes = writer.mark();
        for (Bytes code : effects.code().values()) {
            writer.bytes(code);
        }
        writer.list(codes);
        int accounts = writer.mark();
        for (AccountEffect effect : effects.accounts().reversed()) {
            int mark = writer.mark();
            int slots = writer.mark();
            for (SlotEffect slot : effect.slots().reversed()) {
                int slotMark = writer.mark();
                writer.word(slot.after());
                writer.word(slot.before());
                writer.word(slot.slot());
                writer.list(slotMark);
            }
            writer.list(slots);
            writer.uint64(effect.storageCleared() ? 1 : 0);
            writeAccount(effect.after(), writer);
            writeAccount(effect.before(), writer);
            writer.address(effect.address());
            writer.list(mark);
        }
        writer.list(accounts);
        writer.list(whole);
    }

    private static void writeAccount(@Nullable Account account, RlpWriter writer) {
        int mark = writer.mark();
        if (account != null) {
            writer.bytes(account.hasCode() ? account.codeHash().bytes() : Bytes.EMPTY);
            writer.word(account.balance());
            writer.uint64(account.nonce());
        }
        writer.list(mark);
    }
}
