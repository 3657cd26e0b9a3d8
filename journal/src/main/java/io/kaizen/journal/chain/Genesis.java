package io.kaizen.journal.chain;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import io.kaizen.exec.state.Effects.SlotEffect;
import io.kaizen.exec.trie.StateTrie.AccountState;
import io.kaizen.journal.order.OrderAnchor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Block 0 and the state it starts with.
 *
 * @param effects from the empty state; their root is the header's
 */
public record Genesis(SealedBlock block, Effects effects) {

    /**
     * Genesis with this header, whose state root must be that of the effects. Its order hash is the
     * anchor that the first order entry cites.
     */
    public static Genesis of(long chainId, Header header, Effects effects) {
        Hash hash = HeaderCodec.hash(header);
        SealedBlock block =
                new SealedBlock(
                        header,
                        hash,
                        List.of(),
                        List.of(),
                        new SealedBlock.OrderRange(0, 0, OrderAnchor.of(chainId, hash)));
        return new Genesis(block, effects);
    }

    /** What the order queue of this chain is anchored to. */
    public Hash orderAnchor() {
        return block.range().orderHash();
    }

    /** The effects that turn an empty state into this one. */
    public static Effects effects(Map<Address, AccountState> state, Map<Hash, Bytes> code) {
        List<AccountEffect> accounts = new ArrayList<>();
        new TreeMap<>(state)
                .forEach((address, account) -> {
                    List<SlotEffect> slots = new ArrayList<>();
                    new TreeMap<>(account.storage())
                            .forEach((slot, value) -> {
                                if (!value.isZero()) {
                                    slots.add(new SlotEffect(slot, Word.ZERO, value));
                                }
                            });
                    accounts.add(new AccountEffect(address, null, account.account(), false, slots));
                });
        return new Effects(accounts, code);
    }
}
