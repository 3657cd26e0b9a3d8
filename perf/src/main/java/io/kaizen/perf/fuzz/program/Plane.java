package io.kaizen.perf.fuzz.program;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A short Weierstrass curve {@code y² = x³ + ax + b} over Fp or Fp[i]/(i² + 1), by the schoolbook
 * with {@link BigInteger}: slow, and independent of the engine's own arithmetic. p must be 3 mod 4.
 */
final class Plane {
    private final BigInteger p;
    private final Element a;
    private final Element b;

    /** re + im·i; im stays zero over Fp. */
    record Element(BigInteger re, BigInteger im) {
        static Element of(BigInteger re) {
            return new Element(re, BigInteger.ZERO);
        }

        static Element of(long re) {
            return of(BigInteger.valueOf(re));
        }

        static Element hex(String re) {
            return of(new BigInteger(re, 16));
        }

        static Element hex(String re, String im) {
            return new Element(new BigInteger(re, 16), new BigInteger(im, 16));
        }

        boolean isZero() {
            return re.signum() == 0 && im.signum() == 0;
        }
    }

    /** An affine point; infinity is null. */
    record Point(Element x, Element y) {}

    Plane(BigInteger p, Element a, Element b) {
        this.p = p;
        this.a = a;
        this.b = b;
    }

    BigInteger prime() {
        return p;
    }

    /** G, 2G and so on. */
    List<Point> multiples(Point generator, int count) {
        List<Point> points = new ArrayList<>();
        Point sum = generator;
        while (sum != null && points.size() < count) {
            points.add(sum);
            sum = add(sum, generator);
        }
        return points;
    }

    /** The first points by their x, from one on; whether in a subgroup or not. */
    List<Point> first(boolean quadratic, int count) {
        List<Point> points = new ArrayList<>();
        for (long i = 1; points.size() < count; i++) {
            Element x =
                    quadratic ? new Element(BigInteger.valueOf(i), BigInteger.ONE) : Element.of(i);
            Element y = squareRoot(rightSide(x));
            if (y != null) {
                points.add(new Point(x, y));
            }
        }
        return points;
    }

    Point negate(Point point) {
        return new Point(point.x, minus(Element.of(0), point.y));
    }

    @Nullable Point multiply(BigInteger scalar, Point point) {
        Point result = null;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            result = add(result, result);
            if (scalar.testBit(bit)) {
                result = add(result, point);
            }
        }
        return result;
    }

    @Nullable Point add(@Nullable Point left, @Nullable Point right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        Element slope;
        if (left.x.equals(right.x)) {
            if (!left.y.equals(right.y) || left.y.isZero()) {
                return null;
            }
            Element square = times(left.x, left.x);
            Element top = plus(plus(plus(square, square), square), a);
            slope = times(top, inverse(plus(left.y, left.y)));
        } else {
            slope = times(minus(right.y, left.y), inverse(minus(right.x, left.x)));
        }
        Element x = minus(minus(times(slope, slope), left.x), right.x);
        return new Point(x, minus(times(slope, minus(left.x, x)), left.y));
    }

    boolean contains(Point point) {
        return times(point.y, point.y).equals(rightSide(point.x));
    }

    private Element rightSide(Element x) {
        return plus(plus(times(times(x, x), x), times(a, x)), b);
    }

    Element plus(Element l, Element r) {
        return new Element(l.re.add(r.re).mod(p), l.im.add(r.im).mod(p));
    }

    Element minus(Element l, Element r) {
        return new Element(l.re.subtract(r.re).mod(p), l.im.subtract(r.im).mod(p));
    }

    Element times(Element l, Element r) {
        return new Element(
                l.re.multiply(r.re).subtract(l.im.multiply(r.im)).mod(p),
                l.re.multiply(r.im).add(l.im.multiply(r.re)).mod(p));
    }

    Element inverse(Element e) {
        BigInteger norm = e.re.multiply(e.re).add(e.im.multiply(e.im)).modInverse(p);
        return new Element(e.re.multiply(norm).mod(p), e.im.negate().multiply(norm).mod(p));
    }

    /** By the norm (the complex method); null where there is none. */
    private @Nullable Element squareRoot(Element e) {
        if (e.im.signum() == 0) {
            BigInteger root = squareRoot(e.re);
            return root == null ? null : Element.of(root);
        }
        BigInteger norm = squareRoot(e.re.multiply(e.re).add(e.im.multiply(e.im)).mod(p));
        if (norm == null) {
            return null;
        }
        BigInteger half = BigInteger.TWO.modInverse(p);
        BigInteger re = squareRoot(e.re.add(norm).multiply(half).mod(p));
        if (re == null) {
            re = squareRoot(e.re.subtract(norm).multiply(half).mod(p));
        }
        return re == null || re.signum() == 0
                ? null
                : new Element(re, e.im.multiply(half).multiply(re.modInverse(p)).mod(p));
    }

    private @Nullable BigInteger squareRoot(BigInteger square) {
        BigInteger root = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
        return root.multiply(root).mod(p).equals(square) ? root : null;
    }
}
