/**
 * What an outside author writes: a {@linkplain org.example.plugin.SampleBackend backend}, an {@linkplain org.example.plugin.LionRule optimizer} and a
 * {@linkplain org.example.plugin.Mlp model}. Read it as an example, and copy from it.
 *
 * <p>Each has a provider, which {@code module-info} and the files in {@code META-INF/services} name, and a test that extends a class of Ventral's
 * compatibility kit. Nothing here uses more than Ventral's exported packages.
 */
package org.example.plugin;
