package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Withdrawal;
import io.kaizen.exec.ledger.Word;
import java.math.BigInteger;
import java.util.List;

/**
 * What a block pays its makers and the withdrawing validators (yellow paper §11.3; EIP-649, 1234,
 * 3675, 4895). Pure.
 */
final class Rewards {
    private static final BigInteger ETHER = BigInteger.TEN.pow(18);
    private static final long WEI_PER_GWEI = 1_000_000_000L;

    /** An ommer's depth counts against its reward in so many parts. */
    private static final long OMMER_PARTS = 8;

    /** A nephew's part of the reward for each ommer it names. */
    private static final BigInteger NEPHEW_PARTS = BigInteger.valueOf(32);

    private Rewards() {}

    /** To the makers of the block and of its ommers; nothing since the Merge. */
    static void mining(Fork fork, Header header, List<Header> ommers, Credits credits) {
        if (fork.reward() == 0) {
            return;
        }
        BigInteger reward = ETHER.multiply(BigInteger.valueOf(fork.reward()));
        BigInteger own = reward;
        for (Header ommer : ommers) {
            long parts = OMMER_PARTS - (header.number() - ommer.number());
            BigInteger share =
                    reward.multiply(BigInteger.valueOf(parts))
                            .divide(BigInteger.valueOf(OMMER_PARTS));
            credits.add(ommer.environment().feeRecipient(), Word.of(share));
            own = own.add(reward.divide(NEPHEW_PARTS));
        }
        credits.add(header.environment().feeRecipient(), Word.of(own));
    }

    static void withdrawals(List<Withdrawal> withdrawals, Credits credits) {
        for (Withdrawal withdrawal : withdrawals) {
            credits.add(withdrawal.address(), Word.of(withdrawal.amountGwei()).times(WEI_PER_GWEI));
        }
    }
}
