/** Sizes of the compact BERTs (Turc et al. 2019), and of Devlin et al. 2019. */
export const presets = {
  tiny: { layers: 2, hiddenSize: 128 },
  mini: { layers: 4, hiddenSize: 256 },
  small: { layers: 4, hiddenSize: 512 },
  medium: { layers: 8, hiddenSize: 512 },
  base: { layers: 12, hiddenSize: 768 },
  large: { layers: 24, hiddenSize: 1024 },
} as const;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];
