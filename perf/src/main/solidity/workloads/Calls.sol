// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Message calls: to itself, static, delegated, recursive, refused; and contract creation.
contract Calls {
    uint256 private counter;

    function add(uint256 a, uint256 b) external pure returns (uint256) {
        return a + b;
    }

    function count(uint256 by) external returns (uint256) {
        counter += by;
        return counter;
    }

    function fail(uint256 a) external pure {
        require(a == 0, "odd");
    }

    function fib(uint256 n) external view returns (uint256) {
        return n < 2 ? n : this.fib(n - 1) + this.fib(n - 2);
    }

    function mixed(uint256 n) external returns (uint256 sum) {
        for (uint256 i = 0; i < n; i++) {
            sum = this.add(sum, i);
            sum += this.count(1);
            (bool ok, bytes memory out) = address(this).delegatecall(abi.encodeCall(this.count, (2)));
            require(ok, "delegate");
            sum ^= abi.decode(out, (uint256));
            try this.fail(i & 1) {
                sum += 3;
            } catch Error(string memory reason) {
                sum += bytes(reason).length;
            }
        }
    }

    function creations(uint256 n) external returns (uint256 sum) {
        for (uint256 i = 0; i < n; i++) {
            Child child = new Child{salt: bytes32(i)}(i);
            sum += child.value();
        }
    }
}

contract Child {
    uint256 public immutable value;
    address public immutable maker;

    constructor(uint256 v) {
        value = v * 3;
        maker = msg.sender;
    }

    function double() external view returns (uint256) {
        return value * 2;
    }
}
