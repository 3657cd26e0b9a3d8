package io.kaizen.perf.executor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.kaizen.exec.ledger.RecoveredTransaction;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    private static final int[] NONE = {};

    /** Accounts 0 and 256 trade in one pool, 1 in another. */
    private static World world() throws IOException {
        return new World(512);
    }

    private static Work.Links of(RecoveredTransaction... transactions) throws IOException {
        return Simulation.dependencies(world(), List.of(), List.of(transactions));
    }

    @Test
    void paymentsToOneMerchantWaitForNobody() throws IOException {
        World world = world();
        Work.Links links =
                of(
                        world.transfer(1, World.account(9)),
                        world.transfer(2, World.account(9)),
                        world.transfer(3, World.account(9)));
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(NONE, links.runs(i));
            assertArrayEquals(NONE, links.commits(i));
        }
    }

    @Test
    void aSenderWaitsForItsOwnRunAndForTheCommitOfWhatItWasPaid() throws IOException {
        World world = world();
        Work.Links links =
                of(
                        world.transfer(1, World.account(9)),
                        world.transfer(2, World.account(9)),
                        world.transfer(9, World.account(5)),
                        world.transfer(9, World.account(5)));
        assertArrayEquals(NONE, links.runs(2));
        assertArrayEquals(new int[] {1}, links.commits(2));
        assertArrayEquals(new int[] {2}, links.runs(3));
        assertArrayEquals(NONE, links.commits(3));
    }

    @Test
    void tokensWaitForWhoeverMovedTheSameBalance() throws IOException {
        World world = world();
        Work.Links links =
                of(
                        world.tokenTransfer(1, World.account(9)),
                        world.tokenTransfer(2, World.account(8)),
                        world.tokenTransfer(3, World.account(9)));
        assertArrayEquals(NONE, links.runs(1));
        assertArrayEquals(new int[] {0}, links.runs(2));
    }

    @Test
    void tradesInOnePoolWaitForEachOther() throws IOException {
        World world = world();
        Work.Links links =
                of(
                        world.swap(0, true),
                        world.swap(1, true),
                        world.swap(256, false),
                        world.swap(257, false));
        assertArrayEquals(NONE, links.runs(1));
        assertArrayEquals(new int[] {0}, links.runs(2));
        assertArrayEquals(new int[] {1}, links.runs(3));
    }
}
