package io.kaizen.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kaizen.config.node.KaizenNode;
import io.kaizen.config.settings.Keys;
import io.kaizen.config.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that other people wrote, against a real node: viem, ethers, web3.js and cast, Uniswap V2
 * beside Anvil, and a load of ten thousand transfers. Skipped, visibly, only where npm is absent.
 */
class ForeignClientsTest {
    @BeforeAll
    static void installPackages() throws IOException, InterruptedException {
        NpmPackages.install();
    }

    @ParameterizedTest
    @ValueSource(strings = {"viem.mjs", "ethers.mjs", "web3.mjs", "cast.mjs"})
    void everyClientSendsDeploysReadsFiltersAndFollows(String script)
            throws IOException, InterruptedException {
        onFreshNode(address -> NpmPackages.run(120, script(script, address, true)));
    }

    @Test
    void uniswapGivesTheSameAmountsGasAndLogsAsOnAnvil() throws IOException, InterruptedException {
        onFreshNode(address -> NpmPackages.run(240, script("uniswap-compare.mjs", address, false)));
    }

    @Test
    void tenThousandTransfersAreAllMinedInEverySendersOrder()
            throws IOException, InterruptedException {
        onFreshNode(address -> NpmPackages.run(300, script("load.mjs", address, true)));
    }

    private static List<String> script(String name, String address, boolean webSocket) {
        return webSocket
                ? List.of("node", name, "http://" + address, "ws://" + address)
                : List.of("node", name, "http://" + address);
    }

    /** What is done with a node that serves at the address. */
    @FunctionalInterface
    private interface Check {
        void with(String address) throws IOException, InterruptedException;
    }

    private static void onFreshNode(Check check) throws IOException, InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Settings settings =
                Settings.defaults()
                        .with(Keys.RPC_PORT, "0")
                        .with(Keys.STORE_ACCOUNTS, "20000")
                        .with(Keys.STORE_SLOTS, "20000");
        try (KaizenNode node = KaizenNode.start(settings, "Kaizen/test", failure::set)) {
            check.with("127.0.0.1:" + node.rpcAddress().getPort());
        }
        assertEquals(null, failure.get(), "a stage failed");
    }
}
