package io.kaizen.config.genesis;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.StateTrie.AccountState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a genesis description into block 0 and the effects that give its state. */
public final class GenesisBlock {
    private GenesisBlock() {}

    public static io.kaizen.journal.chain.Genesis of(Genesis genesis) {
        Map<Address, AccountState> state = new HashMap<>();
        Map<Hash, Bytes> code = new HashMap<>();
        genesis.alloc()
                .forEach((address, account) -> {
                    Hash codeHash = Hash.keccak(account.code());
                    if (!account.code().isEmpty()) {
                        code.put(codeHash, account.code());
                    }
                    state.put(
                            address,
                            new AccountState(
                                    new Account(account.nonce(), account.balance(), codeHash),
                                    account.storage()));
                });
        Header.Environment environment =
                new Header.Environment(
                        0,
                        genesis.timestamp(),
                        genesis.gasLimit(),
                        Address.ZERO,
                        Word.ZERO,
                        Hash.ZERO,
                        0,
                        BlockAssembler.extraData(genesis.timestamp() * 1000),
                        genesis.baseFee(),
                        0L,
                        Hash.ZERO);
        Header header =
                BlockAssembler.header(
                        Hash.ZERO, environment, StateTrie.rootOf(state), List.of(), List.of());
        return io.kaizen.journal.chain.Genesis.of(
                genesis.chainId().w0(),
                header,
                io.kaizen.journal.chain.Genesis.effects(state, code));
    }
}
