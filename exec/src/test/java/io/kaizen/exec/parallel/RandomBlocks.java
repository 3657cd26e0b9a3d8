package io.kaizen.exec.parallel;

import io.kaizen.exec.evm.Assembly;
import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.state.MemoryState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Blocks with every kind of conflict, from a seed: independent transfers, hot accounts and slots,
 * chains of payments, contracts that come and go, failures, and readers of the fee recipient's
 * balance. A profile says how much of each.
 */
final class RandomBlocks {
    static final Address FEES = Address.ofLong(0xfee);

    private static final int ACCOUNTS = 40;
    private static final Word RICH = Word.fromDecimal("1000000000000000000000");
    private static final Address COUNTER = Address.ofLong(0xc001);
    private static final Address LEDGER = Address.ofLong(0xc002);
    private static final Address WATCHER = Address.ofLong(0xc003);
    private static final Address FACTORY = Address.ofLong(0xc004);
    private static final Address BOMB = Address.ofLong(0xc005);
    private static final Address REVERTER = Address.ofLong(0xc006);
    private static final Address HASHES = Address.ofLong(0xc007);
    private static final Address SPENDER = Address.ofLong(0xc008);

    /** What a block is mostly made of. */
    enum Profile {
        INDEPENDENT,
        HOT_ACCOUNT,
        HOT_SLOT,
        CHAINS,
        CREATIONS,
        FAILURES,
        WATCHED_FEES,
        EVERYTHING
    }

    private final Random random;
    private final Revision revision;
    private final Map<Address, Long> nonces = new HashMap<>();
    private int fresh;

    RandomBlocks(long seed, Revision revision) {
        this.random = new Random(seed);
        this.revision = revision;
    }

    private static Address account(int i) {
        return Address.ofLong(0xacc0000 + i);
    }

    static MemoryState genesis() {
        MemoryState state = new MemoryState();
        for (int i = 0; i < ACCOUNTS; i++) {
            state.put(account(i), 0, RICH, Bytes.EMPTY);
        }
        contracts().forEach((address, code) -> state.put(address, 1, Word.of(1_000_000), code));
        for (int slot = 0; slot < 4; slot++) {
            state.putStorage(BOMB, Word.of(slot), Word.of(77 + slot));
            state.putStorage(COUNTER, Word.of(slot), Word.of(slot));
        }
        // A contract whose storage is cleared and seen again.
        return state;
    }

    private static Map<Address, Bytes> contracts() {
        Map<Address, Bytes> contracts = new HashMap<>();
        // slot 0 += 1; logs the new value
        contracts.put(
                COUNTER,
                Assembly.code()
                        .push(0)
                        .op(Opcode.SLOAD)
                        .push(1)
                        .op(Opcode.ADD, Opcode.DUP1)
                        .push(0)
                        .op(Opcode.SSTORE)
                        .push(0)
                        .op(Opcode.MSTORE)
                        .push(32)
                        .push(0)
                        .op(Opcode.LOG0)
                        .bytes());
        // slot[caller] -= 1, slot[word 0 of the data] += 1
        contracts.put(
                LEDGER,
                Assembly.code()
                        .push(1)
                        .op(Opcode.CALLER, Opcode.SLOAD, Opcode.SUB)
                        .op(Opcode.CALLER, Opcode.SSTORE)
                        .push(1)
                        .push(4)
                        .op(Opcode.CALLDATALOAD, Opcode.SLOAD, Opcode.ADD)
                        .push(4)
                        .op(Opcode.CALLDATALOAD, Opcode.SSTORE)
                        .bytes());
        // slot[number + 0] = balance of the fee recipient and of the named account
        contracts.put(
                WATCHER,
                Assembly.code()
                        .push(FEES)
                        .op(Opcode.BALANCE)
                        .push(0)
                        .op(Opcode.SSTORE)
                        .push(4)
                        .op(Opcode.CALLDATALOAD, Opcode.BALANCE)
                        .push(1)
                        .op(Opcode.SSTORE, Opcode.SELFBALANCE)
                        .push(2)
                        .op(Opcode.SSTORE)
                        .bytes());
        // creates a contract of the call data as init code; keeps its address in slot 0
        contracts.put(
                FACTORY,
                Assembly.code()
                        .op(Opcode.CALLDATASIZE)
                        .push(0)
                        .push(0)
                        .op(Opcode.CALLDATACOPY, Opcode.CALLDATASIZE)
                        .push(0)
                        .push(0)
                        .op(Opcode.CREATE, Opcode.CALLER, Opcode.SSTORE)
                        .bytes());
        // goes, with everything to the caller, where it is called with value; else stores
        contracts.put(
                BOMB,
                Assembly.code()
                        .push(1)
                        .op(Opcode.SLOAD)
                        .push(2)
                        .op(Opcode.SSTORE)
                        .op(Opcode.CALLER, Opcode.SELFDESTRUCT)
                        .bytes());
        contracts.put(
                REVERTER,
                Assembly.code()
                        .push(1)
                        .push(9)
                        .op(Opcode.SSTORE)
                        .push(0)
                        .push(0)
                        .op(Opcode.REVERT)
                        .bytes());
        // slot[number] = hash of the parent
        contracts.put(
                HASHES,
                Assembly.code()
                        .push(1)
                        .op(Opcode.NUMBER, Opcode.SUB, Opcode.BLOCKHASH)
                        .op(Opcode.NUMBER, Opcode.SSTORE)
                        .bytes());
        // pays 1 wei on to the named account, and one to a precompile
        contracts.put(
                SPENDER,
                Assembly.code()
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(0)
                        .push(1)
                        .push(4)
                        .op(Opcode.CALLDATALOAD)
                        .push(30_000)
                        .op(Opcode.CALL)
                        .call(Address.ofLong(4), 1, 30_000)
                        .op(Opcode.ADD)
                        .push(5)
                        .op(Opcode.SSTORE)
                        .bytes());
        return contracts;
    }

    BlockContext context(long number) {
        return new BlockContext(
                number,
                1_000 + number,
                random.nextInt(8) == 0 ? 3_000_000 : 60_000_000,
                FEES,
                Word.ZERO,
                Hash.ZERO,
                revision.atLeast(Revision.LONDON) ? Word.of(7) : Word.ZERO,
                Word.ONE,
                Hash.ZERO,
                wanted -> Hash.keccak(Word.of(wanted).toArray()));
    }

    List<RecoveredTransaction> transactions(Profile profile, int count) {
        List<RecoveredTransaction> block = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            block.add(next(profile, i));
        }
        return block;
    }

    private RecoveredTransaction next(Profile profile, int i) {
        Address any = account(random.nextInt(ACCOUNTS));
        Address own = account(i % ACCOUNTS);
        return switch (profile) {
            case INDEPENDENT -> send(own, Address.ofLong(0xf00000 + fresh++), 5, Bytes.EMPTY);
            case HOT_ACCOUNT ->
                    i % 7 == 3
                            ? send(account(0), any, 3, Bytes.EMPTY)
                            : send(own, account(0), 5, Bytes.EMPTY);
            case HOT_SLOT -> send(own, COUNTER, 0, Bytes.EMPTY);
            case CHAINS -> send(account(i % 5), account((i + 1) % 5), 1 + i, Bytes.EMPTY);
            case CREATIONS -> creation(any);
            case FAILURES -> failure(any);
            case WATCHED_FEES ->
                    i % 5 == 0
                            ? send(any, WATCHER, 1, data(account(random.nextInt(ACCOUNTS))))
                            : send(own, any, 5, Bytes.EMPTY);
            case EVERYTHING -> anything(any, i);
        };
    }

    private RecoveredTransaction anything(Address any, int i) {
        Address other = account(random.nextInt(ACCOUNTS));
        return switch (random.nextInt(12)) {
            case 0 -> send(any, COUNTER, 0, Bytes.EMPTY);
            case 1, 2 -> send(any, LEDGER, 0, data(other));
            case 3 -> send(any, WATCHER, 0, data(other));
            case 4 -> creation(any);
            case 5 -> failure(any);
            case 6 -> send(any, HASHES, 0, Bytes.EMPTY);
            case 7 -> send(any, SPENDER, 3, data(random.nextBoolean() ? other : fresh()));
            case 8 -> send(any, Address.ofLong(1 + random.nextInt(9)), 1, data(other));
            case 9 -> send(any, fresh(), 0, Bytes.EMPTY);
            case 10 -> send(any, random.nextBoolean() ? BOMB : FEES, 2, Bytes.EMPTY);
            default -> send(any, other, 10 + i, Bytes.EMPTY);
        };
    }

    private Address fresh() {
        return Address.ofLong(0xf00000 + fresh++);
    }

    private RecoveredTransaction creation(Address any) {
        // Init code that stores, maybe deploys COUNTER's code, maybe destroys itself at once.
        Assembly init = Assembly.code().push(6).push(0).op(Opcode.SSTORE);
        Bytes code =
                switch (random.nextInt(4)) {
                    case 0 -> init.op(Opcode.CALLER, Opcode.SELFDESTRUCT).bytes();
                    case 1 -> init.op(Opcode.STOP).bytes();
                    case 2 -> init.push(0).push(0).op(Opcode.RETURN).bytes();
                    default ->
                            init.push(0x6001600055L)
                                    .push(0)
                                    .op(Opcode.MSTORE)
                                    .push(5)
                                    .push(27)
                                    .op(Opcode.RETURN)
                                    .bytes();
                };
        return switch (random.nextInt(5)) {
            case 0 -> send(any, BOMB, random.nextInt(2), Bytes.EMPTY);
            case 1 -> send(any, FACTORY, 0, code);
            case 2 -> send(any, Address.ofCreate(any, nonces.getOrDefault(any, 0L)), 1, code);
            default -> send(any, null, random.nextInt(3), code);
        };
    }

    private RecoveredTransaction failure(Address any) {
        return switch (random.nextInt(5)) {
            case 0 -> transaction(any, nonce(any) + 1 + random.nextInt(3), REVERTER, 0, 100_000);
            case 1 -> transaction(any, nonce(any) - 1, REVERTER, 0, 100_000);
            case 2 -> transaction(any, used(any), COUNTER, 0, 24_000);
            case 3 -> transaction(any, used(any), COUNTER, 0, 90_000_000);
            default -> transaction(any, used(any), REVERTER, 3, 100_000);
        };
    }

    private static Bytes data(Address word) {
        byte[] data = new byte[36];
        data[0] = 0x0a;
        word.write(data, 16);
        return Bytes.wrap(data);
    }

    private long nonce(Address sender) {
        return nonces.getOrDefault(sender, 0L);
    }

    private long used(Address sender) {
        long nonce = nonce(sender);
        nonces.put(sender, nonce + 1);
        return nonce;
    }

    private RecoveredTransaction send(Address from, @Nullable Address to, long value, Bytes data) {
        return transaction(from, used(from), to, value, 400_000, data);
    }

    private RecoveredTransaction transaction(
            Address from, long nonce, Address to, long value, long gas) {
        return transaction(from, nonce, to, value, gas, Bytes.EMPTY);
    }

    private RecoveredTransaction transaction(
            Address from, long nonce, @Nullable Address to, long value, long gas, Bytes data) {
        boolean priced = revision.atLeast(Revision.LONDON);
        boolean listed = priced && random.nextInt(6) == 0;
        Transaction.Extras extras =
                listed
                        ? new Transaction.Extras(
                                List.of(new AccessListEntry(COUNTER, List.of(Word.ZERO))),
                                List.of(),
                                List.of())
                        : Transaction.Extras.NONE;
        Word tip = Word.of(random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3));
        Transaction tx =
                new Transaction(
                        priced ? TransactionType.DYNAMIC_FEE : TransactionType.LEGACY,
                        priced ? Word.ONE : null,
                        nonce,
                        new Transaction.Fees(
                                gas, Word.of(20), priced ? tip : Word.of(20), Word.ZERO),
                        new Transaction.Call(to, Word.of(value), data),
                        extras,
                        Signature.NONE);
        return new RecoveredTransaction(tx, from, Hash.ZERO, Bytes.EMPTY);
    }
}
