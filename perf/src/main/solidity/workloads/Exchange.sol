// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import "@openzeppelin/contracts/token/ERC20/ERC20.sol";

contract Coin is ERC20 {
    constructor(address to) ERC20("Coin", "COIN") {
        _mint(to, 1e30);
    }
}

/// A constant-product pair: two tokens of its own, swaps there and back with a fee of 0.3 %.
contract Exchange {
    event Swap(address indexed sender, uint256 amountIn, uint256 amountOut, bool forward);

    uint112 private reserve0;
    uint112 private reserve1;
    uint256 private price0Sum;
    uint256 private price1Sum;

    function swaps(uint256 n) external returns (uint256 k) {
        Coin a = new Coin(address(this));
        Coin b = new Coin(address(this));
        address trader = address(uint160(0xabcdef));
        reserve0 = 1e24;
        reserve1 = 5e23;
        for (uint256 i = 1; i <= n; i++) {
            bool forward = i % 3 != 0;
            swap(forward ? a : b, forward ? b : a, 1e18 + i * 1e15, forward, trader);
        }
        k = uint256(reserve0) * reserve1;
    }

    function swap(Coin from, Coin to, uint256 amountIn, bool forward, address trader) private {
        (uint256 inside, uint256 outside) =
            forward ? (uint256(reserve0), uint256(reserve1)) : (uint256(reserve1), uint256(reserve0));
        require(from.transfer(trader, amountIn), "in");
        uint256 withFee = amountIn * 997;
        uint256 amountOut = withFee * outside / (inside * 1000 + withFee);
        require(to.transfer(trader, amountOut), "out");
        uint256 newIn = inside + amountIn;
        uint256 newOut = outside - amountOut;
        require(newIn * 1000 * newOut >= inside * outside * 1000, "k");
        unchecked {
            price0Sum += (outside << 112) / inside;
            price1Sum += (inside << 112) / outside;
        }
        (reserve0, reserve1) = forward ? (uint112(newIn), uint112(newOut)) : (uint112(newOut), uint112(newIn));
        require(from.balanceOf(trader) >= amountIn && to.balanceOf(trader) >= amountOut, "balance");
        emit Swap(msg.sender, amountIn, amountOut, forward);
    }
}
