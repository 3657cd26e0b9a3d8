package io.kaizen.config.node;

import io.kaizen.config.genesis.DevAccounts;
import io.kaizen.config.genesis.DevAccounts.DevAccount;
import io.kaizen.config.genesis.GenesisBlock;
import io.kaizen.config.genesis.GenesisFile;
import io.kaizen.config.genesis.Presets;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import io.kaizen.config.settings.SettingsException;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.chain.Genesis;
import java.nio.file.Path;
import java.util.List;

/**
 * Which chain a node serves.
 *
 * @param settings with the chain id that the genesis has
 * @param accounts funded accounts whose keys the node knows; none but on development chains
 */
record ChainSpec(Settings settings, Genesis genesis, List<DevAccount> accounts) {

    static ChainSpec of(Settings settings) {
        String file = settings.get(Keys.CHAIN_GENESIS);
        return file.isEmpty() ? ofPreset(settings) : ofFile(settings, Path.of(file));
    }

    private static ChainSpec ofPreset(Settings settings) {
        List<DevAccount> accounts =
                DevAccounts.derive(
                        settings.get(Keys.CHAIN_MNEMONIC), settings.get(Keys.CHAIN_ACCOUNTS));
        Word chainId = Word.of(settings.get(Keys.CHAIN_ID));
        return new ChainSpec(settings, GenesisBlock.of(Presets.dev(chainId, accounts)), accounts);
    }

    private static ChainSpec ofFile(Settings settings, Path file) {
        io.kaizen.config.genesis.Genesis genesis = GenesisFile.read(file);
        Word named = genesis.chainId();
        Word set = Word.of(settings.get(Keys.CHAIN_ID));
        if (!named.isZero() && settings.isSet(Keys.CHAIN_ID) && !named.equals(set)) {
            throw new SettingsException(
                    "setting chain.id = "
                            + set
                            + ", but genesis file "
                            + file
                            + " has chain id "
                            + named);
        }
        Word chainId = named.isZero() ? set : named;
        Settings resolved = settings.with(Keys.CHAIN_ID, chainId.toString());
        return new ChainSpec(resolved, GenesisBlock.of(genesis.withChainId(chainId)), List.of());
    }
}
