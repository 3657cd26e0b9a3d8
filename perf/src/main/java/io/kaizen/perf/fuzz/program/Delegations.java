package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import java.util.ArrayList;
import java.util.List;

/** Authorizations (EIP-7702): most hold, some fail by chain, nonce or signature. */
final class Delegations {
    private Delegations() {}

    /**
     * One to three.
     *
     * @param sender who may sign one too, its nonce being one ahead by then
     * @param nonce what it must sign then
     */
    static List<Authorization> some(Dice dice, Cast cast, Signer sender, long nonce) {
        List<Authorization> authorizations = new ArrayList<>();
        int count = 1 + dice.below(3);
        for (int i = 0; i < count; i++) {
            if (sender != null && dice.oneIn(6)) {
                authorizations.add(one(dice, cast, sender, nonce));
            } else {
                authorizations.add(one(dice, cast, dice.pick(cast.authorities()), dice.below(3)));
            }
        }
        return authorizations;
    }

    private static Authorization one(Dice dice, Cast cast, Signer key, long nonce) {
        Word chainId =
                switch (dice.below(8)) {
                    case 0 -> Word.of(1);
                    case 1, 2, 3 -> Word.ZERO;
                    default -> Chain.ID;
                };
        Address target = dice.oneIn(6) ? Address.ZERO : cast.pick(dice);
        long signedNonce = dice.oneIn(20) ? -1 : nonce;
        Authorization unsigned = new Authorization(chainId, target, signedNonce, Signature.NONE);
        if (dice.oneIn(20)) {
            return byNobody(unsigned, key);
        }
        return new Authorization(chainId, target, signedNonce, bent(sign(unsigned, key), dice));
    }

    private static Signature sign(Authorization unsigned, Signer key) {
        return Secp256k1.sign(TransactionCodec.authorizationHash(unsigned), key.secret().array());
    }

    /** A signature of another message: its authority is an account that is not there. */
    private static Authorization byNobody(Authorization other, Signer key) {
        // Not with nonce 0, which would hold: there Anvil gives a refund that EIP-7702 does not.
        return new Authorization(other.chainId(), other.address(), 1, sign(other, key));
    }

    private static Signature bent(Signature good, Dice dice) {
        return switch (dice.below(24)) {
            case 0 -> new Signature(Word.of(dice.pick(2, 27, 255)), good.r(), good.s());
            case 1 -> new Signature(good.yParity(), Word.ZERO, good.s());
            case 2 -> new Signature(good.yParity(), good.r(), Secp256k1.ORDER.minus(good.s()));
            default -> good;
        };
    }
}
