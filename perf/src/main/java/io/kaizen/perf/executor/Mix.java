package io.kaizen.perf.executor;

import io.kaizen.exec.ledger.RecoveredTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What the transactions of a workload have in common: from no conflict at all to nothing else. */
public enum Mix {
    /** Each account pays one that nobody else pays. */
    TRANSFERS_INDEPENDENT {
        @Override
        RecoveredTransaction next(World world, Random random, int i) {
            int half = world.accounts() / 2;
            return world.transfer(i % half, World.account(half + i % half));
        }
    },
    /** Anybody pays anybody. */
    TRANSFERS_RANDOM {
        @Override
        RecoveredTransaction next(World world, Random random, int i) {
            return world.transfer(any(world, random), World.account(any(world, random)));
        }
    },
    /** Everybody pays one merchant. */
    TRANSFERS_ONE_RECIPIENT {
        @Override
        RecoveredTransaction next(World world, Random random, int i) {
            return world.transfer(i % world.accounts(), World.fresh(0));
        }
    },
    /** One account pays and pays: each needs the one before. */
    TRANSFERS_ONE_SENDER {
        @Override
        RecoveredTransaction next(World world, Random random, int i) {
            return world.transfer(0, World.account(1 + i % (world.accounts() - 1)));
        }
    },
    /** Anybody sends anybody tokens. */
    ERC20_RANDOM {
        @Override
        RecoveredTransaction next(World world, Random random, int i) {
            return world.tokenTransfer(any(world, random), World.account(any(world, random)));
        }
    },
    /** Everybody sends one account tokens: one slot is read and written by all. */
    ERC20_ONE_RECIPIENT {
        @Override
        RecoveredTransaction next(World world, Random random, int i) {
            return world.tokenTransfer(i % world.accounts(), World.fresh(1));
        }
    },
    /** Anybody trades in one of {@value World#POOLS} pools. */
    SWAPS_MANY_POOLS {
        @Override
        RecoveredTransaction next(World world, Random random, int i) {
            return world.swap(any(world, random), random.nextBoolean());
        }
    },
    /** All trade in one pool. */
    SWAPS_ONE_POOL {
        @Override
        RecoveredTransaction next(World world, Random random, int i) {
            int traders = world.accounts() / World.POOLS;
            return world.swap(World.POOLS * (i % traders), random.nextBoolean());
        }
    },
    /** Half tokens, three tenths transfers, two tenths swaps. */
    MIXED {
        @Override
        RecoveredTransaction next(World world, Random random, int i) {
            int kind = random.nextInt(10);
            Mix mix = kind < 5 ? ERC20_RANDOM : kind < 8 ? TRANSFERS_RANDOM : SWAPS_MANY_POOLS;
            return mix.next(world, random, i);
        }
    };

    abstract RecoveredTransaction next(World world, Random random, int i);

    private static int any(World world, Random random) {
        return random.nextInt(world.accounts());
    }

    List<RecoveredTransaction> transactions(World world, Random random, int count) {
        List<RecoveredTransaction> made = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            made.add(next(world, random, i));
        }
        return made;
    }

    /** The name in figures and options. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
