/**
 * How far two sets of outputs are apart: tensors element by element, boxes pair by pair.
 *
 * <p>The <i>reference</i> is what is compared with, the <i>candidate</i> what is judged. Results
 * are sums, so that frames can be measured anywhere and merged in a fixed order.
 */
package dev.bevdrift.metrics.diff;
