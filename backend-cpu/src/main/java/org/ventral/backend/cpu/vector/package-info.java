/**
 * Innermost loops on the Vector API; the only package that mentions it.
 *
 * <p>A kernel here is a static method with one loop, below 1,400 bytecodes, on a species that is a constant: longer methods cannot be compiled by the first tier, and a species or
 * lambda as a parameter costs its weight in boxes.
 */
package org.ventral.backend.cpu.vector;
