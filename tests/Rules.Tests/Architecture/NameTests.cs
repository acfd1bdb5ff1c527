using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Concert.Architecture;

/// <summary>A search for a type ends at one place.</summary>
public sealed class NameTests
{
    // A partial type is declared in several files of one folder, a generic one beside its namesake; any other name occurs once.
    [Fact]
    public void A_name_belongs_to_one_type()
    {
        var declarations = from file in SourceTree.CSharp
                           from type in file.DeclaredTypes
                           select (
                               Name: SourceFile.QualifiedName(type),
                               Home: type.Modifiers.Any(SyntaxKind.PartialKeyword) ? $"{file.Project}/{file.Folder}" : file.Path,
                               file.Path);

        Offenders.AssertNone(declarations
            .GroupBy(declared => declared.Name)
            .Where(group => group.Select(declared => declared.Home).Distinct().Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(declared => declared.Path))}"));
    }
}
