package io.kaizen.config.cli;

import io.kaizen.config.genesis.DevAccounts.DevAccount;
import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kaizen dev}: a complete local chain. */
@Command(
        name = "dev",
        description = "Runs a complete local chain with funded accounts.",
        mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {
    /** A local chain opens small maps quickly; they hold about ten times as much before full. */
    private static final String DEV_ACCOUNTS = "100000";

    private static final String DEV_SLOTS = "300000";

    @Option(
            names = "--data-dir",
            description = "keep the chain in this folder (default: a temporary one)")
    private @Nullable String dataDir;

    @Option(names = "--host", description = "address to listen on (default: 127.0.0.1)")
    private @Nullable String host;

    @Option(names = "--port", description = "RPC port, 0: any free one (default: 8545)")
    private @Nullable String port;

    @Option(names = "--chain-id", description = "EIP-155 chain id (default: 31337)")
    private @Nullable String chainId;

    @Option(
            names = "--genesis",
            paramLabel = "FILE",
            description = "genesis file as geth writes it; its accounts instead of the funded ones")
    private @Nullable String genesis;

    @Option(
            names = "--block-time",
            paramLabel = "MS",
            description = "seal a block every MS milliseconds (default: as transactions come)")
    private @Nullable String blockTime;

    @Option(names = "--accounts", description = "funded accounts (default: 10)")
    private @Nullable String accounts;

    @Option(names = "--mnemonic", description = "words the accounts are derived from")
    private @Nullable String mnemonic;

    @Option(
            names = "--history",
            paramLabel = "BLOCKS",
            description = "recent blocks whose state can be queried (default: ${DEFAULT-VALUE})",
            defaultValue = "1024")
    private String history = "";

    @Option(
            names = "--sync",
            description =
                    "journal durability: none, group or every"
                            + " (default: group with --data-dir, else none)")
    private @Nullable String sync;

    @Mixin private Overrides overrides = new Overrides();

    @Option(names = "--quiet", description = "print the URLs only")
    private boolean quiet;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return NodeRunner.run(settings(), this::announce);
    }

    private Settings settings() {
        Settings settings =
                Settings.defaults()
                        .with(Keys.STORE_ACCOUNTS, DEV_ACCOUNTS)
                        .with(Keys.STORE_SLOTS, DEV_SLOTS)
                        .with(Keys.HISTORY_BLOCKS, history)
                        .withOption(Keys.DATA_DIR, dataDir)
                        .withOption(Keys.RPC_HOST, host)
                        .withOption(Keys.RPC_PORT, port)
                        .withOption(Keys.CHAIN_ID, chainId)
                        .withOption(Keys.CHAIN_GENESIS, genesis)
                        .withOption(Keys.CHAIN_ACCOUNTS, accounts)
                        .withOption(Keys.CHAIN_MNEMONIC, mnemonic)
                        .withOption(Keys.JOURNAL_SYNC, sync == null ? defaultSync() : sync);
        return overrides.over(
                blockTime == null
                        ? settings
                        : settings.with(Keys.SEAL, "interval")
                                .with(Keys.EMPTY_BLOCKS, "true")
                                .with(Keys.BLOCK_TIME, blockTime));
    }

    /** A temporary folder outlives nothing, so nothing is gained by syncing it. */
    private @Nullable String defaultSync() {
        return dataDir == null ? "none" : null;
    }

    private void announce(KaizenNode node) {
        StringBuilder text = new StringBuilder("\n");
        if (!quiet && genesis == null) {
            List<DevAccount> funded = node.accounts();
            text.append(
                    "Accounts (10000 ETH each; the keys are public knowledge, never use them"
                            + " elsewhere)\n");
            for (int i = 0; i < funded.size(); i++) {
                text.append("  (%d) %s%n".formatted(i, funded.get(i).address().checksummed()));
            }
            text.append("Secret keys\n");
            for (int i = 0; i < funded.size(); i++) {
                text.append("  (%d) %s%n".formatted(i, funded.get(i).secretKey().hex()));
            }
            text.append('\n');
        }
        text.append(NodeRunner.urls(node));
        System.out.println(text);
        System.out.flush();
    }
}
