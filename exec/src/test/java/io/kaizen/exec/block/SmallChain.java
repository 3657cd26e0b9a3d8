package io.kaizen.exec.block;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.BlockCodec;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.MemoryTrieNodes;
import io.kaizen.exec.trie.OrderedTrie;
import io.kaizen.exec.trie.StateTrie;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A genesis of one fork and blocks on it, sealed by the code under test: what a test changes in a
 * sealed block must be found.
 */
final class SmallChain {
    static final Word CHAIN = Word.ONE;
    static final Address MINER = Address.ofLong(0xfee);
    static final Address RECIPIENT = Address.ofLong(0xbeef);
    static final byte[] KEY = Word.of(0x4b61697a656eL).toArray();
    private static final long GAS_LIMIT = 30_000_000;

    final Fork fork;
    final MemoryState state = new MemoryState();
    final MemoryTrieNodes nodes = new MemoryTrieNodes();
    final Header genesis;
    private final BlockProcessor processor = new BlockProcessor(CHAIN);

    SmallChain(String forkName) {
        this(forkName, new MemoryState());
    }

    /**
     * @param alloc added to the sender's account and to predeploys that answer nothing
     */
    SmallChain(String forkName, MemoryState alloc) {
        fork = Objects.requireNonNull(Fork.named(forkName));
        MemoryState all = new MemoryState();
        Address sender = Secp256k1.address(KEY);
        all.put(sender, 0, Word.of(1_000_000_000_000_000_000L).times(100), Bytes.EMPTY);
        if (fork.atLeast(Revision.PRAGUE)) {
            all.put(SystemCalls.WITHDRAWAL_REQUESTS, 1, Word.ZERO, Bytes.fromHex("0x00"));
            all.put(SystemCalls.CONSOLIDATION_REQUESTS, 1, Word.ZERO, Bytes.fromHex("0x00"));
        }
        apply(effects(all));
        apply(effects(alloc));
        genesis = genesis();
    }

    private void apply(Effects effects) {
        nodes.apply(StateTrie.open(nodes).update(effects));
        state.apply(effects);
    }

    private static Effects effects(MemoryState alloc) {
        List<Effects.AccountEffect> accounts = new ArrayList<>();
        Map<Hash, Bytes> code = new HashMap<>();
        alloc.accounts()
                .forEach((address, account) -> {
                    List<Effects.SlotEffect> slots = new ArrayList<>();
                    alloc.slots(address)
                            .forEach((k, v) -> slots.add(new Effects.SlotEffect(k, Word.ZERO, v)));
                    accounts.add(new Effects.AccountEffect(address, null, account, false, slots));
                    if (account.hasCode()) {
                        code.put(account.codeHash(), alloc.code(account.codeHash()));
                    }
                });
        return new Effects(accounts, code);
    }

    private Header genesis() {
        boolean merged = fork.atLeast(Revision.PARIS);
        boolean cancun = fork.atLeast(Revision.CANCUN);
        return new Header(
                Hash.ZERO,
                new Header.Environment(
                        0,
                        1_000,
                        GAS_LIMIT,
                        Address.ZERO,
                        merged ? Word.ZERO : Word.of(1_000_000),
                        Hash.ZERO,
                        0,
                        Bytes.EMPTY,
                        fork.atLeast(Revision.LONDON) ? Word.of(1_000) : null,
                        cancun ? 0L : null,
                        cancun ? Hash.ZERO : null),
                new Header.Roots(
                        Hash.EMPTY_LIST,
                        StateTrie.open(nodes).update(Effects.NONE).root(),
                        Hash.EMPTY_TRIE,
                        Hash.EMPTY_TRIE,
                        fork.atLeast(Revision.SHANGHAI) ? Hash.EMPTY_TRIE : null,
                        cancun ? 0L : null,
                        fork.atLeast(Revision.PRAGUE) ? Requests.hash(List.of()) : null),
                0,
                Bloom.EMPTY);
    }

    /** A transfer of a wei, signed. */
    Bytes transfer(long nonce) {
        return sign(nonce, 21_000, RECIPIENT, Bytes.EMPTY);
    }

    Bytes sign(long nonce, long gas, @Nullable Address to, Bytes data) {
        Transaction tx =
                new Transaction(
                        TransactionType.LEGACY,
                        fork.atLeast(Revision.SPURIOUS_DRAGON) ? CHAIN : null,
                        nonce,
                        Transaction.Fees.legacy(gas, Word.of(5_000)),
                        new Transaction.Call(to, Word.ONE, data),
                        Transaction.Extras.NONE,
                        Signature.NONE);
        return TransactionCodec.encode(TransactionCodec.sign(tx, KEY));
    }

    Block.Body body(Bytes... transactions) {
        return new Block.Body(
                List.of(transactions),
                List.of(),
                fork.atLeast(Revision.SHANGHAI) ? List.of() : null);
    }

    /** The first block with this body, its header's fields as they must be. */
    Block seal(Block.Body body) {
        HeaderDraft draft = new HeaderDraft(genesis);
        draft.parentHash = HeaderCodec.hash(genesis);
        draft.number = 1;
        draft.timestamp = 1_012;
        draft.feeRecipient = MINER;
        if (!fork.atLeast(Revision.PARIS)) {
            draft.difficulty = Difficulty.next(fork, draft.timestamp, genesis);
        }
        if (draft.baseFee != null) {
            draft.baseFee = BaseFee.next(draft.baseFee, 0, GAS_LIMIT);
        }
        draft.ommersHash = BlockCodec.ommersHash(Objects.requireNonNull(body.ommers()));
        draft.transactionsRoot = OrderedTrie.root(body.transactions());
        if (body.withdrawals() != null) {
            draft.withdrawalsRoot =
                    OrderedTrie.root(body.withdrawals().stream().map(BlockCodec::encode).toList());
        }
        if (execute(block(draft.build(), body)) instanceof BlockExecution.Done done) {
            List<Receipt> receipts = done.receipts();
            if (!fork.atLeast(Revision.BYZANTIUM)) {
                receipts = IntermediateRoots.fill(receipts, done.results(), nodes);
            }
            draft.receiptsRoot =
                    OrderedTrie.root(receipts.stream().map(ReceiptCodec::encode).toList());
            draft.gasUsed = done.gasUsed();
            draft.bloom = done.bloom();
            draft.blobGasUsed = fork.blobs() == null ? null : (Long) done.blobGasUsed();
            draft.requestsHash = done.requestsHash();
            draft.stateRoot = StateTrie.open(nodes).update(done.effects()).root();
        }
        return block(draft.build(), body);
    }

    static Block block(Header header, Block.Body body) {
        return new Block(header, body, BlockCodec.encode(header, body).size());
    }

    List<RecoveredTransaction> recover(Block block) {
        return switch (Senders.recover(fork.revision(), block.body().transactions())) {
            case Senders.Recovered recovered -> recovered.transactions();
            case Senders.Refused refused -> throw new AssertionError(refused.fault());
        };
    }

    BlockExecution execute(Block block) {
        return processor.execute(fork, block, recover(block), state, number -> Hash.ZERO);
    }

    PreState before() {
        Map<Hash, Block> chain = Map.of(HeaderCodec.hash(genesis), block(genesis, body()));
        return new PreState(state, nodes, genesis, chain::get, number -> Hash.ZERO);
    }

    Verdict verify(Block block) {
        return new BlockVerifier(ForkSchedule.constant(fork), CHAIN)
                .verify(fork, block, recover(block), before());
    }

    /** The account after the block; null where none is. */
    @Nullable Account after(Block block, Address address) {
        MemoryState copy = new MemoryState();
        copy.apply(effects(state));
        if (verify(block) instanceof Verdict.Valid valid) {
            copy.apply(valid.execution().effects());
            return copy.account(address);
        }
        throw new AssertionError(verify(block));
    }
}
