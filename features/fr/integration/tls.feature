# language: fr
# Généré par « interop translate » à partir de features/integration/tls.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@TLS
Fonctionnalité: Entre les systèmes, personne n'écoute et personne ne parle sous le nom d'un autre
  Une connexion en clair montre chaque patient à qui branche un câble.
  Un système qui ne regarde pas les certificats parle à n'importe qui et croit n'importe qui.

  Règle: Un port sécurisé sert celui qui présente un certificat valable, et personne d'autre

    @TC-TLS-001 @shall @positive
    Plan du scénario: "<system>" sert un appareil dont le certificat est valable
      Étant donné que le système "<system>" a un port sécurisé
      Lorsque un appareil se connecte au port sécurisé du système "<system>" avec le certificat "valable"
      Alors le système "<system>" sert la connexion
      Et personne ne peut se glisser dans une connexion renégociée du système "<system>"

      Exemples:
        | system |
        | PACS   |
        | RIS    |

    @TC-TLS-002 @shall @negative
    Plan du scénario: "<system>" refuse un appareil avec le certificat "<certificat>"
      Étant donné que le système "<system>" a un port sécurisé
      Lorsque un appareil se connecte au port sécurisé du système "<system>" avec le certificat "<certificat>"
      Alors le système "<system>" refuse la connexion

      Exemples:
        | system | certificat              |
        | PACS   | expiré                  |
        | PACS   | pas encore valable      |
        | PACS   | d'une autorité inconnue |
        | PACS   | révoqué                 |
        | PACS   | aucun                   |
        | RIS    | expiré                  |
        | RIS    | pas encore valable      |
        | RIS    | d'une autorité inconnue |
        | RIS    | révoqué                 |
        | RIS    | aucun                   |

    @TC-TLS-003 @shall @negative
    Plan du scénario: "<system>" ne dit rien en clair sur son port sécurisé
      Étant donné que le système "<system>" a un port sécurisé
      Lorsque un appareil se connecte sans chiffrement au port sécurisé du système "<system>"
      Alors le système "<system>" refuse la connexion

      Exemples:
        | system |
        | PACS   |
        | RIS    |

    @TC-TLS-004 @shall @negative
    Plan du scénario: Un appareil qui chiffre ne nuit pas au port ouvert : "<system>"
      Étant donné que le système "<system>" a un port sécurisé
      Lorsque un appareil se connecte avec chiffrement au port ouvert du système "<system>"
      Alors le système "<system>" refuse la connexion
      Et le système "<system>" sert toujours son port ouvert

      Exemples:
        | system |
        | PACS   |
        | RIS    |

  Règle: Ce qui est convenu est solide et vaut jusqu'à la fin

    @DICOM.PS3.15.B.10 @TC-TLS-005 @shall @negative
    Plan du scénario: "<system>" n'accepte pas "<proposition>"
      Étant donné que le système "<system>" a un port sécurisé
      Lorsque un appareil propose seulement "<proposition>" au port sécurisé du système "<system>"
      Alors le système "<system>" refuse la connexion

      Exemples:
        | system | proposition |
        | PACS   | TLS 1.0     |
        | PACS   | TLS 1.1     |
        | RIS    | TLS 1.0     |
        | RIS    | TLS 1.1     |

    @TC-TLS-006 @shall @negative
    Plan du scénario: "<system>" n'accepte pas la protection faible "<proposition>"
      Étant donné que le système "<system>" a un port sécurisé
      Lorsque un appareil propose seulement "<proposition>" au port sécurisé du système "<system>"
      Alors le système "<system>" refuse la connexion

      Exemples:
        | system | proposition        |
        | PACS   | sans chiffrement   |
        | PACS   | RC4                |
        | PACS   | clés d'exportation |
        | PACS   | DES                |
        | RIS    | sans chiffrement   |
        | RIS    | RC4                |
        | RIS    | clés d'exportation |
        | RIS    | DES                |

    @RAD-8 @TC-TLS-007 @shall @negative
    Scénario: Une connexion sécurisée qui s'interrompt ne laisse pas de moitié d'image dans l'archive
      Étant donné que le système "PACS" a un port sécurisé
      Et que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" du patient "Luis Mba" est programmé sur l'appareil "DX_1"
      Lorsque la connexion sécurisée de l'appareil "DX_1" au système "PACS" s'interrompt au milieu d'une image de l'examen "Radiographie du thorax" du patient "Luis Mba"
      Alors le nombre d'images de l'examen "Radiographie du thorax" du patient "Luis Mba" dans le système "PACS" est de 0
      Et le système "PACS" sert celui qui se connecte ensuite

    @RAD-2 @TC-TLS-012 @shall @negative
    Scénario: Une connexion sécurisée qui s'interrompt ne laisse pas une demi-demande dans le RIS
      Étant donné que le système "RIS" a un port sécurisé
      Et que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque la connexion sécurisée du service demandeur au système "RIS" s'interrompt avant la fin d'une demande pour le patient "Luis Mba"
      Alors le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "CT_ER1" est de 0
      Et le système "RIS" sert celui qui se connecte ensuite

    @TC-TLS-008 @should @positive
    Scénario: L'archive reçoit un nouveau certificat pendant que les appareils travaillent
      Étant donné que le système "PACS" a un port sécurisé
      Lorsque le système "PACS" reçoit un nouveau certificat alors qu'un appareil est connecté à son port sécurisé
      Alors le système "PACS" sert toujours l'appareil connecté
      Et l'appareil suivant voit le nouveau certificat du système "PACS"
