package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.AccessListEntry;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Transaction.Call;
import io.kaizen.exec.ledger.Transaction.Extras;
import io.kaizen.exec.ledger.Transaction.Fees;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.IntrinsicGas;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The transactions of a program. */
final class TransactionGenerator {
    private static final long GAS_LIMIT_MAX_OSAKA = 1L << 24;

    /** Deep recursion needs more than EIP-7825 allows. */
    private static final long GAS_DEEP = 1_000_000_000_000L;

    private final Dice dice;
    private final Cast cast;
    private final Revision revision;
    private final Profile profile;
    private long nonce;

    private TransactionGenerator(
            Dice dice, Cast cast, Revision revision, Profile profile, long nonce) {
        this.dice = dice;
        this.cast = cast;
        this.revision = revision;
        this.profile = profile;
        this.nonce = nonce;
    }

    /**
     * @param nonce the sender's first
     */
    static List<RecoveredTransaction> transactions(
            Dice dice, Cast cast, Revision revision, Profile profile, long nonce) {
        TransactionGenerator generator =
                new TransactionGenerator(dice, cast, revision, profile, nonce);
        List<RecoveredTransaction> transactions = new ArrayList<>();
        int count = dice.oneIn(10) ? 3 : 1 + dice.below(2);
        if (profile == Profile.ENVELOPES) {
            // In a pool, what follows an invalid one waits, or takes its place.
            count = 1;
        }
        for (int i = 0; i < count; i++) {
            transactions.add(generator.next(i == count - 1));
        }
        return transactions;
    }

    private RecoveredTransaction next(boolean last) {
        Signer sender = cast.sender();
        TransactionType type = type();
        boolean mayCreate = type != TransactionType.SET_CODE;
        Address to = mayCreate && creates() ? null : recipient();
        Extras extras = extras(type, last ? sender : null);
        Transaction tx =
                new Transaction(
                        type,
                        type == TransactionType.LEGACY && dice.oneIn(8) ? null : Chain.ID,
                        nonce,
                        fees(type),
                        new Call(to, value(), data(to)),
                        extras,
                        Signature.NONE);
        if (profile == Profile.ENVELOPES) {
            tx = Envelopes.bend(tx, revision, dice);
        } else {
            long limit = tx.gasLimit() + IntrinsicGas.of(revision, tx);
            tx = Envelopes.withGas(tx, Math.min(limit, gasLimitMax()));
        }
        nonce++;
        return Signed.of(tx, sender.address(), sender.secret());
    }

    private TransactionType type() {
        if (revision.atLeast(Revision.PRAGUE) && profile == Profile.DELEGATIONS && dice.oneIn(2)) {
            return TransactionType.SET_CODE;
        }
        return switch (dice.below(12)) {
            case 0, 1, 2 -> since(Revision.BERLIN, TransactionType.ACCESS_LIST);
            case 3, 4, 5, 6, 7 -> since(Revision.LONDON, TransactionType.DYNAMIC_FEE);
            case 8 -> since(Revision.PRAGUE, TransactionType.SET_CODE);
            default -> TransactionType.LEGACY;
        };
    }

    private TransactionType since(Revision first, TransactionType type) {
        return revision.atLeast(first) ? type : TransactionType.LEGACY;
    }

    private boolean creates() {
        return switch (profile) {
            case LIMITS -> dice.oneIn(2);
            case CREATIONS -> dice.oneIn(3);
            case DEEP -> false;
            default -> dice.oneIn(8);
        };
    }

    private Address recipient() {
        if (profile == Profile.DEEP || dice.chance(75)) {
            return cast.contracts().getFirst();
        }
        return cast.pick(dice);
    }

    private Word value() {
        return Word.of(dice.chance(70) ? 0 : 1 + dice.below(1000));
    }

    private Bytes data(@Nullable Address to) {
        if (to == null) {
            return profile == Profile.LIMITS ? InitCode.atLimit(dice) : Bytes.wrap(initCode());
        }
        int length = dice.oneIn(4) ? dice.below(300) : 32 * dice.below(5);
        if (profile == Profile.LIMITS) {
            length = dice.below(60_000);
        }
        byte[] data = dice.oneIn(3) ? new byte[length] : dice.bytes(length);
        return Bytes.wrap(data);
    }

    private byte[] initCode() {
        return profile == Profile.RAW
                ? CodeGenerator.code(profile, dice, cast, revision, CodeGenerator.NO_RANK).array()
                : InitCode.pick(dice, cast, revision);
    }

    private Fees fees(TransactionType type) {
        Word tip = Word.of(dice.oneIn(4) ? dice.below(3) : 0);
        if (type == TransactionType.LEGACY || type == TransactionType.ACCESS_LIST) {
            return Fees.legacy(gasLimit(), Chain.BASE_FEE.plus(tip));
        }
        Word cap = Chain.BASE_FEE.plus(Word.of(dice.below(5))).plus(tip);
        return new Fees(gasLimit(), cap, tip, Word.ZERO);
    }

    private long gasLimitMax() {
        return revision.atLeast(Revision.OSAKA) ? GAS_LIMIT_MAX_OSAKA : GAS_DEEP;
    }

    /** Beside what the transaction costs before it runs. */
    private long gasLimit() {
        return switch (profile) {
            case DEEP -> gasLimitMax();
            case LIMITS -> dice.between(6_000_000, (int) GAS_LIMIT_MAX_OSAKA);
            case PRECOMPILES, CREATIONS -> dice.between(300_000, 2_000_000);
            default -> ordinary();
        };
    }

    private long ordinary() {
        return switch (dice.below(40)) {
            case 0 -> dice.between(1_000_000, 4_000_000);
            case 1, 2, 3 -> dice.between(30_000, 150_000);
            default -> dice.between(150_000, 700_000);
        };
    }

    /**
     * @param own who may also sign an authorization: its nonce then moves by two, and what it sends
     *     next would wait in a pool for the nonce between
     */
    private Extras extras(TransactionType type, @Nullable Signer own) {
        if (type == TransactionType.LEGACY) {
            return Extras.NONE;
        }
        List<Authorization> authorizations =
                type == TransactionType.SET_CODE
                        ? Delegations.some(dice, cast, own, nonce + 1)
                        : List.of();
        return new Extras(accessList(), authorizations, List.of());
    }

    private List<AccessListEntry> accessList() {
        List<AccessListEntry> entries = new ArrayList<>();
        int count = dice.oneIn(2) ? 0 : dice.below(4);
        for (int i = 0; i < count; i++) {
            List<Word> slots = new ArrayList<>();
            int slotCount = dice.below(4);
            for (int slot = 0; slot < slotCount; slot++) {
                slots.add(Word.of(dice.below(4)));
            }
            entries.add(new AccessListEntry(cast.pick(dice), slots));
        }
        return entries;
    }
}
