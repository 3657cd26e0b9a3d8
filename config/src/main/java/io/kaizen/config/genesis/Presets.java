package io.kaizen.config.genesis;

import io.kaizen.config.genesis.Genesis.GenesisAccount;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Genesis states that ship with the node. */
public final class Presets {
    /** The chain id that development tools expect of a local node. */
    public static final Word DEV_CHAIN_ID = Word.of(31337);

    public static final Word DEV_BALANCE = Word.fromDecimal("10000000000000000000000");
    public static final Word ONE_GWEI = Word.of(1_000_000_000L);

    public static final Word DEV_GAS_LIMIT = Word.of(300_000_000L);

    private Presets() {}

    /** A local chain with these accounts funded; deterministic, so that its hashes are too. */
    public static Genesis dev(Word chainId, List<DevAccounts.DevAccount> accounts) {
        SortedMap<Address, GenesisAccount> alloc = new TreeMap<>();
        accounts.forEach(a -> alloc.put(a.address(), GenesisAccount.funded(DEV_BALANCE)));
        Predeploys.code()
                .forEach((address, code) -> alloc.put(address, GenesisAccount.contract(code)));
        return new Genesis(chainId, 0, DEV_GAS_LIMIT.w0(), ONE_GWEI, alloc);
    }
}
