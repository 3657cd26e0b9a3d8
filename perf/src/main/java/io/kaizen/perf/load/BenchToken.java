package io.kaizen.perf.load;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The ERC-20 of the measurements, {@code src/main/solidity/BenchToken.sol}. */
public final class BenchToken {
    private static final String RESOURCE = "BenchToken.hex";

    private BenchToken() {}

    /** What deploys it, everything owned by the deployer. */
    public static Bytes initCode() throws IOException {
        try (InputStream in = BenchToken.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("resource " + RESOURCE + " is missing");
            }
            return Bytes.fromHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }

    /** Calldata of {@code transfer(address,uint256)}. */
    public static Bytes transfer(Address to, Word amount) {
        byte[] data = new byte[4 + 32 + 32];
        BigEndian.putInt(data, 0, 0xa9059cbb);
        to.write(data, 16);
        amount.write(data, 36);
        return Bytes.wrap(data);
    }

    /** The slot of an account's balance: the mapping is the contract's first variable. */
    public static Word balanceSlot(Address account) {
        byte[] preimage = new byte[64];
        account.write(preimage, 12);
        return Hash.keccak(preimage).toWord();
    }
}
