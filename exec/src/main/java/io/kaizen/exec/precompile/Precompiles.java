package io.kaizen.exec.precompile;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The precompiles of each revision, by address. Immutable. */
public final class Precompiles {
    private static final int P256_VERIFY = 0x100;
    private static final int LOW_MAX = 0x11;
    private static final Map<Revision, Precompiles> BY_REVISION = build();

    private final @Nullable Precompile[] low;
    private final @Nullable Precompile p256;

    private Precompiles(@Nullable Precompile[] low, @Nullable Precompile p256) {
        this.low = low;
        this.p256 = p256;
    }

    public static Precompiles of(Revision revision) {
        return Objects.requireNonNull(BY_REVISION.get(revision));
    }

    /** The precompile at the address, or null. */
    public @Nullable Precompile at(Address address) {
        if (address.high() != 0 || address.middle() != 0) {
            return null;
        }
        int number = address.low();
        if (number >= 0 && number <= LOW_MAX) {
            return low[number];
        }
        return number == P256_VERIFY ? p256 : null;
    }

    /** Every precompile's address, ascending. */
    public List<Address> addresses() {
        List<Address> addresses = new ArrayList<>();
        for (int number = 0; number <= P256_VERIFY; number++) {
            Address address = Address.ofLong(number);
            if (at(address) != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private static Map<Revision, Precompiles> build() {
        Map<Revision, Precompiles> tables = new EnumMap<>(Revision.class);
        for (Revision revision : Revision.values()) {
            Precompile p256 = revision.atLeast(Revision.OSAKA) ? new P256Verify() : null;
            tables.put(revision, new Precompiles(row(revision), p256));
        }
        return tables;
    }

    private static @Nullable Precompile[] row(Revision revision) {
        @Nullable Precompile[] row = new Precompile[LOW_MAX + 1];
        row[1] = new EcRecover();
        row[2] = new Sha256();
        row[3] = new Ripemd160();
        row[4] = new Identity();
        if (revision.atLeast(Revision.BYZANTIUM)) {
            row[5] = new ModExp(ModExp.Pricing.of(revision));
            // EIP-1108 lowered the prices.
            boolean isCheap = revision.atLeast(Revision.ISTANBUL);
            row[6] = new Bn254Add(isCheap ? 150 : 500);
            row[7] = new Bn254Mul(isCheap ? 6000 : 40_000);
            row[8] =
                    isCheap
                            ? new Bn254PairingCheck(45_000, 34_000)
                            : new Bn254PairingCheck(100_000, 80_000);
        }
        if (revision.atLeast(Revision.ISTANBUL)) {
            row[9] = new Blake2f();
        }
        if (revision.atLeast(Revision.CANCUN)) {
            row[0x0a] = new PointEvaluation();
        }
        if (revision.atLeast(Revision.PRAGUE)) {
            row[0x0b] = new BlsG1Add();
            row[0x0c] = new BlsG1Msm();
            row[0x0d] = new BlsG2Add();
            row[0x0e] = new BlsG2Msm();
            row[0x0f] = new BlsPairingCheck();
            row[0x10] = new BlsMapToG1();
            row[0x11] = new BlsMapToG2();
        }
        return row;
    }
}
