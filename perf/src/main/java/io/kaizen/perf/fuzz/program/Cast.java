package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * The accounts of one program. Their addresses follow from its seed, so that many programs can
 * share a block without meeting.
 *
 * @param sender who signs the transactions
 * @param authorities who sign delegations (EIP-7702)
 * @param contracts with code of their own
 * @param plain with a balance and nothing else
 * @param missing that do not exist before
 * @param delegated that point to other accounts from the start
 */
record Cast(
        Signer sender,
        List<Signer> authorities,
        List<Address> contracts,
        List<Address> plain,
        List<Address> missing,
        List<Address> delegated) {

    /** Who receives the fees of every block under test. */
    static final Address FEE_RECIPIENT =
            Address.fromHex("0xc014ba5e00000000000000000000000000000001");

    private static final Address HISTORY_STORAGE =
            Address.fromHex("0x0000f90827f1c53a10cb7a02335b175320002935");

    private static final int SENDER = 1;

    static Cast of(long seed, Dice dice, Revision revision) {
        boolean delegates = revision.atLeast(Revision.PRAGUE);
        return new Cast(
                sender(seed),
                keys(seed, 2, delegates ? 1 + dice.below(3) : 0),
                addresses(seed, 3, 1 + dice.below(4)),
                addresses(seed, 4, 1),
                addresses(seed, 5, 2),
                addresses(seed, 6, delegates ? dice.below(3) : 0));
    }

    private static byte[] derive(long seed, int role, int index) {
        byte[] preimage = new byte[64];
        Word.of(seed).write(preimage, 0);
        preimage[40] = (byte) role;
        preimage[41] = (byte) index;
        return Hash.keccak(preimage).toArray();
    }

    private static List<Signer> keys(long seed, int role, int count) {
        List<Signer> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] secret = derive(seed, role, i);
            // Surely below the group's order.
            secret[0] &= 0x7f;
            keys.add(new Signer(Secp256k1.address(secret), Bytes.wrap(secret)));
        }
        return List.copyOf(keys);
    }

    /** Of the program with the seed. */
    static Signer sender(long seed) {
        return keys(seed, SENDER, 1).getFirst();
    }

    private static List<Address> addresses(long seed, int role, int count) {
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(Address.ofHash(derive(seed, role, i)));
        }
        return List.copyOf(addresses);
    }

    /** A contract behind the one with the index, or an account without code. */
    Address later(Dice dice, int index) {
        List<Address> behind = contracts.subList(index + 1, contracts.size());
        return behind.isEmpty() ? dice.pick(plain) : dice.pick(behind);
    }

    /** Any account that code may name. */
    Address pick(Dice dice) {
        return switch (dice.below(20)) {
            case 0, 1 -> dice.pick(plain);
            case 2, 3 -> dice.pick(missing);
            case 4, 5, 6 -> delegated.isEmpty() ? dice.pick(contracts) : dice.pick(delegated);
            case 7 -> authorities.isEmpty() ? dice.pick(plain) : dice.pick(authorities).address();
            case 8, 9 -> Address.ofLong(dice.below(0x13));
            case 10 -> Address.ofLong(dice.pick(0xff, 0x100, 0x101, 0xffff));
            case 11 -> FEE_RECIPIENT;
            case 12 -> sender.address();
            case 13 -> dice.oneIn(3) ? HISTORY_STORAGE : dice.pick(contracts);
            default -> dice.pick(contracts);
        };
    }
}
