namespace Nuke.Common.Tooling;

/// <summary>A change to settings, which it returns.</summary>
public delegate T Configure<T>(T settings);
