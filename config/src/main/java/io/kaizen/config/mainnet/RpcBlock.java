package io.kaizen.config.mainnet;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.BlockCodec;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Withdrawal;
import java.util.ArrayList;
import java.util.List;

/** A block with full transactions as JSON-RPC writes it; its ommers are named by hash only. */
final class RpcBlock {
    private RpcBlock() {}

    static Block read(Fields json) throws BlockDataException {
        Header header = header(json);
        List<Bytes> transactions = new ArrayList<>();
        for (Fields transaction : json.list("transactions")) {
            transactions.add(TransactionCodec.encode(RpcTransaction.read(transaction)));
        }
        List<Withdrawal> withdrawals = null;
        if (json.has("withdrawals")) {
            withdrawals = new ArrayList<>();
            for (Fields w : json.list("withdrawals")) {
                withdrawals.add(
                        new Withdrawal(
                                w.uint64("index"),
                                w.uint64("validatorIndex"),
                                w.address("address"),
                                w.uint64("amount")));
            }
        }
        boolean hasOmmers = json.has("uncles") && !json.list("uncles").isEmpty();
        Block.Body body = new Block.Body(transactions, hasOmmers ? null : List.of(), withdrawals);
        return new Block(header, body, BlockCodec.encode(header, body).size());
    }

    /** Who sent each transaction, as the file says. */
    static List<Address> senders(Fields json) throws BlockDataException {
        List<Address> senders = new ArrayList<>();
        for (Fields transaction : json.list("transactions")) {
            senders.add(transaction.address("from"));
        }
        return senders;
    }

    private static Header header(Fields json) throws BlockDataException {
        return new Header(
                json.hash("parentHash"),
                new Header.Environment(
                        json.uint64("number"),
                        json.uint64("timestamp"),
                        json.uint64("gasLimit"),
                        json.address("miner"),
                        json.word("difficulty"),
                        json.hash("mixHash"),
                        json.uint64("nonce"),
                        json.bytes("extraData"),
                        json.wordOrNull("baseFeePerGas"),
                        json.uint64OrNull("excessBlobGas"),
                        json.hashOrNull("parentBeaconBlockRoot")),
                new Header.Roots(
                        json.hash("sha3Uncles"),
                        json.hash("stateRoot"),
                        json.hash("transactionsRoot"),
                        json.hash("receiptsRoot"),
                        json.hashOrNull("withdrawalsRoot"),
                        json.uint64OrNull("blobGasUsed"),
                        json.hashOrNull("requestsHash")),
                json.uint64("gasUsed"),
                json.bytes("logsBloom"));
    }
}
