package io.kaizen.journal;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import io.kaizen.journal.chain.Genesis;
import io.kaizen.journal.chain.SealedBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Seeded random states and blocks, with the model that they lead to. */
public final class Blocks {
    private static final int ADDRESSES = 12;
    private static final int SLOTS = 6;

    private final Random random;
    public final Map<Address, Account> accounts = new HashMap<>();
    public final Map<Address, Map<Word, Word>> slots = new HashMap<>();

    public Blocks(long seed) {
        this.random = new Random(seed);
    }

    public static Address address(int i) {
        return Address.ofLong(0xabc000 + i);
    }

    public static Address anyAddress(Random random) {
        return address(random.nextInt(ADDRESSES + 1));
    }

    public static Word anySlot(Random random) {
        return Word.of(random.nextInt(SLOTS + 1));
    }

    public Genesis genesis() {
        Map<Address, AccountState> state = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            Account account = new Account(0, Word.of(1_000_000), Hash.EMPTY_CODE);
            accounts.put(address(i), account);
            slots.put(address(i), new HashMap<>(Map.of(Word.ZERO, Word.of(i + 1))));
            state.put(address(i), new AccountState(account, Map.of(Word.ZERO, Word.of(i + 1))));
        }
        Effects effects = Genesis.effects(state, Map.of());
        return Genesis.of(1337, header(Hash.ZERO, 0, StateTrie.rootOf(state), List.of()), effects);
    }

    /** The effects of one transaction on the model, which moves on. */
    public Effects transaction() {
        TreeMap<Address, AccountEffect> effects = new TreeMap<>();
        Map<Hash, Bytes> code = new HashMap<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            Address address = address(random.nextInt(ADDRESSES));
            if (effects.containsKey(address)) {
                continue;
            }
            Account before = accounts.get(address);
            Hash codeHash = before == null ? Hash.EMPTY_CODE : before.codeHash();
            if (random.nextInt(8) == 0) {
                byte[] bytes = new byte[1 + random.nextInt(200)];
                random.nextBytes(bytes);
                codeHash = Hash.keccak(bytes);
                code.put(codeHash, Bytes.wrap(bytes));
            }
            long nonce = before == null ? 1 : before.nonce() + 1;
            Account after = new Account(nonce, Word.of(random.nextInt()), codeHash);
            accounts.put(address, after);
            effects.put(address, new AccountEffect(address, before, after, false, slots(address)));
        }
        return new Effects(List.copyOf(effects.values()), code);
    }

    private List<SlotEffect> slots(Address address) {
        Map<Word, Word> own = slots.computeIfAbsent(address, key -> new HashMap<>());
        TreeMap<Word, SlotEffect> changes = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Word slot = Word.of(random.nextInt(SLOTS));
            Word before = own.getOrDefault(slot, Word.ZERO);
            Word after = random.nextInt(3) == 0 ? Word.ZERO : Word.of(1 + random.nextInt(1000));
            if (!changes.containsKey(slot) && !after.equals(before)) {
                changes.put(slot, new SlotEffect(slot, before, after));
                own.put(slot, after);
            }
        }
        return List.copyOf(changes.values());
    }

    /** A block on the parent with made-up transactions; its root is given. */
    public SealedBlock block(SealedBlock parent, Hash stateRoot, int transactions) {
        List<RecoveredTransaction> list = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            Transaction transaction =
                    new Transaction(
                            TransactionType.DYNAMIC_FEE,
                            Word.ONE,
                            random.nextInt(1 << 20),
                            new Transaction.Fees(21_000, Word.of(9), Word.ONE, Word.ZERO),
                            new Transaction.Call(address(1), Word.of(parent.number()), Bytes.EMPTY),
                            Transaction.Extras.NONE,
                            new io.kaizen.exec.ledger.Signature(Word.ONE, Word.of(5), Word.of(6)));
            Bytes raw = TransactionCodec.encode(transaction);
            list.add(new RecoveredTransaction(transaction, address(2), Hash.keccak(raw), raw));
            List<Log> logs =
                    List.of(new Log(address(3), List.of(Hash.EMPTY_CODE), Bytes.fromHex("0x01")));
            receipts.add(
                    new Receipt(
                            TransactionType.DYNAMIC_FEE,
                            true,
                            21_000L * (i + 1),
                            logs,
                            io.kaizen.exec.ledger.Bloom.of(logs),
                            new Receipt.Outcome(21_000, Word.of(8), null, null)));
        }
        long number = parent.number() + 1;
        Header header = header(parent.hash(), number, stateRoot, receipts);
        return new SealedBlock(
                header,
                HeaderCodec.hash(header),
                list,
                receipts,
                new SealedBlock.OrderRange(
                        number * 10, number * 10 + 9, Hash.keccak(header.bloom())));
    }

    /** A header with made-up surroundings. */
    public static Header header(Hash parent, long number, Hash stateRoot, List<Receipt> receipts) {
        return BlockAssembler.header(
                parent,
                new Header.Environment(
                        number,
                        1_700_000_000L + number,
                        30_000_000,
                        Address.ZERO,
                        Word.ZERO,
                        Hash.ZERO,
                        0,
                        BlockAssembler.extraData(123),
                        Word.of(7),
                        0L,
                        Hash.ZERO),
                stateRoot,
                List.of(),
                receipts);
    }
}
