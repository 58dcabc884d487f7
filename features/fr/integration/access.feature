# language: fr
# Généré par « interop translate » à partir de features/integration/access.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@DICOMweb
Fonctionnalité: L'archive sert par le web qui prouve qui il est, et lui montre ce qui est à lui
  Derrière un navigateur, n'importe qui peut être assis, et l'adresse d'une archive est vite connue.
  Une porte que chacun ouvre montre tous les patients ; une porte fermée à tous arrête le service.

  Règle: Qui prouve qui il est est servi

    @TC-ACC-001 @shall @positive
    Plan du scénario: Quelqu'un avec "<identifiants>" est servi
      Étant donné que le système "PACS" demande "<manière>" à qui l'appelle par le web
      Lorsque quelqu'un avec "<identifiants>" cherche dans le système "PACS" par le web
      Alors le système "PACS" sert par le web celui qui appelle

      Exemples:
        | manière                     | identifiants                     |
        | utilisateur et mot de passe | mot de passe correct             |
        | jeton                       | jeton correct                    |
        | OpenID Connect              | jeton par identifiants du client |
        | OpenID Connect              | jeton par code d'autorisation    |

    @TC-ACC-002 @should @positive
    Scénario: Le fournisseur change sa clé pendant que l'archive travaille
      Étant donné que le système "PACS" demande "OpenID Connect" à qui l'appelle par le web
      Lorsque quelqu'un avec "jeton par identifiants du client" cherche dans le système "PACS" par le web
      Et le fournisseur OpenID du système "PACS" change sa clé
      Et quelqu'un avec "jeton par identifiants du client" cherche dans le système "PACS" par le web
      Alors le système "PACS" sert par le web celui qui appelle
      Lorsque quelqu'un avec un jeton de l'ancienne clé cherche dans le système "PACS" par le web
      Alors le système "PACS" refuse par le web celui qui appelle

  Règle: Et personne d'autre

    @TC-ACC-003 @shall @negative
    Plan du scénario: Quelqu'un avec "<identifiants>" est refusé là où "<manière>" est demandé
      Étant donné que le système "PACS" demande "<manière>" à qui l'appelle par le web
      Lorsque quelqu'un avec "<identifiants>" cherche dans le système "PACS" par le web
      Alors le système "PACS" refuse par le web celui qui appelle

      Exemples:
        | manière                     | identifiants        |
        | utilisateur et mot de passe | mot de passe erroné |
        | utilisateur et mot de passe | utilisateur inconnu |
        | jeton                       | jeton erroné        |

    @TC-ACC-004 @shall @negative
    Plan du scénario: Quelqu'un avec "<identifiants>" au lieu d'un bon jeton est refusé
      Étant donné que le système "PACS" demande "OpenID Connect" à qui l'appelle par le web
      Lorsque quelqu'un avec "<identifiants>" cherche dans le système "PACS" par le web
      Alors le système "PACS" refuse par le web celui qui appelle

      Exemples:
        | identifiants                 |
        | jeton expiré                 |
        | jeton pas encore valable     |
        | jeton pour un autre service  |
        | jeton d'un autre fournisseur |
        | jeton signé par un autre     |
        | jeton sans signature         |

    @TC-ACC-005 @shall @negative
    Plan du scénario: Qui ne dit pas qui il est est refusé et apprend comment appeler : "<manière>"
      Étant donné que le système "PACS" demande "<manière>" à qui l'appelle par le web
      Lorsque quelqu'un avec "rien" cherche dans le système "PACS" par le web
      Alors le système "PACS" refuse par le web celui qui appelle
      Et le système "PACS" dit comment il veut être appelé par le web

      Exemples:
        | manière                     |
        | utilisateur et mot de passe |
        | jeton                       |
        | OpenID Connect              |

    @TC-ACC-006 @shall @negative
    Scénario: Un code d'autorisation ne vaut rien pour qui l'a pris à un autre
      Étant donné que le système "PACS" demande "OpenID Connect" à qui l'appelle par le web
      Lorsque quelqu'un qui a pris le code d'autorisation d'un autre demande un jeton au fournisseur OpenID du système "PACS"
      Alors le fournisseur OpenID du système "PACS" ne donne pas de jeton

  Règle: Chacun fait ce qu'il peut, dans son hôpital

    @TC-ACC-007 @shall @positive
    Scénario: Un utilisateur trouve les examens de son hôpital
      Étant donné que le système "PACS" demande "utilisateur et mot de passe" à qui l'appelle par le web
      Et que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Lorsque un utilisateur de cet hôpital cherche par le web l'examen "Radiographie du thorax" de la patiente "Ana Torres"
      Alors la recherche par le web trouve 1 examen

    @TC-ACC-008 @shall @negative
    Scénario: Un utilisateur ne voit rien d'un autre hôpital
      Étant donné que le système "PACS" demande "utilisateur et mot de passe" à qui l'appelle par le web
      Et que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Lorsque un utilisateur d'un autre hôpital cherche par le web l'examen "Radiographie du thorax" de la patiente "Ana Torres" et le demande
      Alors le système "PACS" ne montre et ne donne rien à l'utilisateur d'un autre hôpital

    @TC-ACC-011 @shall @negative
    Scénario: Qui peut seulement regarder n'archive rien
      Étant donné que le système "PACS" demande "utilisateur et mot de passe" à qui l'appelle par le web
      Et que l'examen "Radiographie du thorax" de la patiente "Ana Torres" est programmé sur l'appareil "DX_1"
      Lorsque un utilisateur qui peut seulement regarder envoie par le web l'examen "Radiographie du thorax" de la patiente "Ana Torres" de l'appareil "DX_1"
      Alors le système "PACS" le refuse par le web et n'a aucune image de l'examen "Radiographie du thorax" de la patiente "Ana Torres"

  Règle: Personne n'entre en devinant

    @TC-ACC-009 @shall @negative
    Scénario: Un compte dont on devine le mot de passe est bloqué
      Étant donné que le système "PACS" demande "utilisateur et mot de passe" à qui l'appelle par le web
      Lorsque quelqu'un devine des mots de passe d'un compte du système "PACS" par le web, puis sait le bon
      Alors le système "PACS" a bloqué le compte, et sert les autres par le web

    @TC-ACC-010 @shall @negative
    Scénario: Aucun compte n'est celui d'origine
      Étant donné que le système "PACS" demande "utilisateur et mot de passe" à qui l'appelle par le web
      Lorsque quelqu'un essaie par le web sur le système "PACS" les comptes avec lesquels les archives sont livrées
      Alors le système "PACS" refuse par le web celui qui appelle
