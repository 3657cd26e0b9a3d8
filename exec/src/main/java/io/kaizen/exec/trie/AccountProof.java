package io.kaizen.exec.trie;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.util.List;

/**
 * Merkle proofs of an account and of some of its slots against a state root, as EIP-1186 returns
 * them.
 *
 * @param account {@link Account#EMPTY} where the proof shows absence
 * @param nodes RLP of the trie nodes from the root down
 */
public record AccountProof(
        Address address,
        Account account,
        Hash storageRoot,
        List<Bytes> nodes,
        List<SlotProof> slots) {

    public record SlotProof(Word slot, Word value, List<Bytes> nodes) {}
}
