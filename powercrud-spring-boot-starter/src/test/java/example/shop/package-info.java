/**
 * A shop that is deployed in two releases; what they have in common, while {@code src/release1} and
 * {@code src/release2} hold what they don't.
 */
@NullMarked
package example.shop;

import org.jspecify.annotations.NullMarked;
