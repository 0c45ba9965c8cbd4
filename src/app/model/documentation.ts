/** Where Wippy itself is explained. */
export const documentation = 'https://docs.wippy.ai/';
