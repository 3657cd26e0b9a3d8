package io.kaizen.config.blocktest;

import io.kaizen.exec.block.BlockFault;
import io.kaizen.exec.block.BlockReason;
import io.kaizen.exec.block.BlockVerifier;
import io.kaizen.exec.block.Fork;
import io.kaizen.exec.block.ForkSchedule;
import io.kaizen.exec.block.PreState;
import io.kaizen.exec.block.Senders;
import io.kaizen.exec.block.Verdict;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.BlockCodec;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.MemoryTrieNodes;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A chain of blocks in memory, branches included, for one test. The state stands at one block at a
 * time; to stand at another it is made anew from genesis by the effects of the blocks between.
 * Bounded by the test. One thread.
 */
final class TestChain {
    private final ForkSchedule schedule;
    private final BlockVerifier verifier;
    private final Effects genesisEffects;
    private final Map<Hash, Entry> entries = new HashMap<>();
    private final Hash genesis;
    private Hash head;

    // The state after the block `position`.
    private MemoryState state = new MemoryState();
    private MemoryTrieNodes nodes = new MemoryTrieNodes();
    private Hash position;

    /** A valid block; genesis has no effects of its own. */
    private record Entry(Block block, Word totalDifficulty, Effects effects) {}

    /**
     * @param verifier of the same schedule
     */
    TestChain(
            ForkSchedule schedule,
            BlockVerifier verifier,
            Header genesisHeader,
            MemoryState alloc) {
        this.schedule = schedule;
        this.verifier = verifier;
        this.genesisEffects = effects(alloc);
        this.genesis = HeaderCodec.hash(genesisHeader);
        Block block = new Block(genesisHeader, new Block.Body(List.of(), List.of(), null), 0);
        Word difficulty = genesisHeader.environment().difficulty();
        entries.put(genesis, new Entry(block, difficulty, Effects.NONE));
        this.head = genesis;
        this.position = genesis;
        restart();
    }

    /** Verifies a block and adds it to its parent; what is wrong with it, or null. */
    @Nullable BlockFault add(byte[] encoding) {
        Block block;
        try {
            block = BlockCodec.decode(encoding);
        } catch (RlpException malformed) {
            return BlockFault.of(BlockReason.MALFORMED, String.valueOf(malformed.getMessage()));
        }
        Entry parent = entries.get(block.header().parentHash());
        if (parent == null) {
            return BlockFault.of(
                    BlockReason.UNKNOWN_PARENT, "unknown parent " + block.header().parentHash());
        }
        Fork fork =
                schedule.at(block.number(), block.header().timestamp(), parent.totalDifficulty());
        return switch (Senders.recover(fork.revision(), block.body().transactions())) {
            case Senders.Refused refused -> refused.fault();
            case Senders.Recovered recovered ->
                    verify(fork, block, recovered.transactions(), parent);
        };
    }

    private @Nullable BlockFault verify(
            Fork fork, Block block, List<RecoveredTransaction> transactions, Entry parent) {
        moveTo(block.header().parentHash());
        PreState before =
                new PreState(
                        state,
                        nodes,
                        parent.block().header(),
                        this::block,
                        number -> ancestor(block.header().parentHash(), number));
        return switch (verifier.verify(fork, block, transactions, before)) {
            case Verdict.Invalid invalid -> invalid.fault();
            case Verdict.Valid valid -> {
                accept(block, parent, valid);
                yield null;
            }
        };
    }

    private void accept(Block block, Entry parent, Verdict.Valid valid) {
        Hash hash = HeaderCodec.hash(block.header());
        Word difficulty = block.header().environment().difficulty();
        Effects effects = valid.execution().effects();
        Entry entry = new Entry(block, parent.totalDifficulty().plus(difficulty), effects);
        entries.put(hash, entry);
        state.apply(effects);
        nodes.apply(Objects.requireNonNull(valid.trie()));
        position = hash;
        // Since the Merge the newest block is the one that is asked for; before, the heaviest.
        boolean heavier = entry.totalDifficulty().compareTo(entry(head).totalDifficulty()) > 0;
        if (difficulty.isZero() || heavier) {
            head = hash;
        }
    }

    Hash head() {
        return head;
    }

    Header headHeader() {
        return entry(head).block().header();
    }

    /** The state after the head; valid until the next block is added. */
    MemoryState headState() {
        moveTo(head);
        return state;
    }

    private Entry entry(Hash hash) {
        return Objects.requireNonNull(entries.get(hash));
    }

    private @Nullable Block block(Hash hash) {
        Entry entry = entries.get(hash);
        return entry == null ? null : entry.block();
    }

    private Hash ancestor(Hash from, long number) {
        Hash hash = from;
        Block block = entry(hash).block();
        while (block.number() > number) {
            hash = block.header().parentHash();
            block = entry(hash).block();
        }
        return hash;
    }

    private void moveTo(Hash target) {
        if (position.equals(target)) {
            return;
        }
        Deque<Effects> path = new ArrayDeque<>();
        for (Hash at = target; !at.equals(genesis); at = entry(at).block().header().parentHash()) {
            path.push(entry(at).effects());
        }
        restart();
        path.forEach(this::apply);
        position = target;
    }

    private void restart() {
        state = new MemoryState();
        nodes = new MemoryTrieNodes();
        apply(genesisEffects);
    }

    private void apply(Effects effects) {
        TrieUpdate update = StateTrie.open(nodes).update(effects);
        nodes.apply(update);
        state.apply(effects);
    }

    /** What makes the state from nothing. */
    private static Effects effects(MemoryState alloc) {
        List<AccountEffect> accounts = new ArrayList<>();
        Map<Hash, Bytes> code = new HashMap<>();
        for (Map.Entry<Address, Account> entry : alloc.accounts().entrySet()) {
            Account account = entry.getValue();
            List<SlotEffect> slots = new ArrayList<>();
            alloc.slots(entry.getKey())
                    .forEach((slot, value) -> slots.add(new SlotEffect(slot, Word.ZERO, value)));
            accounts.add(new AccountEffect(entry.getKey(), null, account, false, slots));
            if (account.hasCode()) {
                code.put(account.codeHash(), alloc.code(account.codeHash()));
            }
        }
        return new Effects(accounts, code);
    }
}
