package io.kaizen.exec.block;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.state.Effects.AccountEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Ether that a block gives without a transaction: rewards and withdrawals. One thread. */
final class Credits {
    private final TreeMap<Address, Word> amounts = new TreeMap<>();

    /**
     * @param amount wei
     */
    void add(Address address, Word amount) {
        amounts.merge(address, amount, Word::plus);
    }

    /**
     * The changes at a state. Nothing given to an account that does not exist leaves it so; given
     * to an empty one clears it (EIP-161, 4895).
     */
    Effects effects(Revision revision, StateView state) {
        List<AccountEffect> effects = new ArrayList<>();
        for (Map.Entry<Address, Word> credit : amounts.entrySet()) {
            Account before = state.account(credit.getKey());
            Account whole = before == null ? Account.EMPTY : before;
            Account after = whole.withBalance(whole.balance().plus(credit.getValue()));
            if (revision.atLeast(Revision.SPURIOUS_DRAGON) && after.isEmpty()) {
                after = null;
            }
            boolean changed = before == null ? after != null : !before.equals(after);
            if (changed) {
                effects.add(new AccountEffect(credit.getKey(), before, after, false, List.of()));
            }
        }
        return effects.isEmpty() ? Effects.NONE : new Effects(effects, Map.of());
    }
}
