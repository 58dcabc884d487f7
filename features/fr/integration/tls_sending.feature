# language: fr
# Généré par « interop translate » à partir de features/integration/tls_sending.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@TLS
Fonctionnalité: Ce qui quitte un système va à qui il a pu vérifier
  Un système qui envoie sans regarder le certificat remet images et comptes rendus à qui répond.

  Règle: Un système envoie à qui il a pu vérifier, et à personne d'autre

    @RAD-16 @TC-TLS-009 @shall @positive
    Scénario: Les images voyagent chiffrées vers une station de travail vérifiée
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Et que la station de travail présente au système "PACS" le certificat "valable"
      Lorsque le radiologue demande au système "PACS" d'envoyer à la station de travail l'examen "Radiographie du thorax" de la patiente "Ana Torres"
      Alors les images obtenues de l'examen "Radiographie du thorax" de la patiente "Ana Torres" sont celles qui ont été faites

    @RAD-16 @TC-TLS-010 @shall @negative
    Plan du scénario: Aucune image ne part vers une station de travail avec le certificat "<certificat>"
      Étant donné que l'examen "Radiographie du thorax" de la patiente "Ana Torres" a été réalisé sur l'appareil "DX_1"
      Et que la station de travail présente au système "PACS" le certificat "<certificat>"
      Lorsque le radiologue demande au système "PACS" d'envoyer à la station de travail l'examen "Radiographie du thorax" de la patiente "Ana Torres"
      Alors le système "PACS" refuse le certificat et n'envoie rien

      Exemples:
        | certificat              |
        | expiré                  |
        | pas encore valable      |
        | d'un autre serveur      |
        | d'une autorité inconnue |
        | révoqué                 |

    @RAD-128 @TC-TLS-011 @shall @negative
    Plan du scénario: Un compte rendu attend tant que le dossier médical présente le certificat "<certificat>"
      Étant donné que l'examen "Radiographie du thorax" du patient "Carlos Nve" a été réalisé sur l'appareil "DX_1"
      Et que le système "EMR" présente au système "RIS" le certificat "<certificat>"
      Lorsque le radiologue signe avec le statut "définitif" le compte rendu "Sin hallazgos." de l'examen "Radiographie du thorax" du patient "Carlos Nve"
      Et le système "RIS" a refusé le certificat du système "EMR"
      Et le système "EMR" présente de nouveau un certificat valide
      Alors le médecin demandeur voit le compte rendu de l'examen "Radiographie du thorax" du patient "Carlos Nve" avec le statut "définitif"

      Exemples:
        | certificat         |
        | expiré             |
        | d'un autre serveur |
